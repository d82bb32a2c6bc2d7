/* driver/src/deliver: settleAttempts, findEnding, recordLostSenders; driver/src/attempt: listAttempts, orphanClaims,
   isForgotten; driver/src/send: stopAttempt. */

/* s goes to the next claim that is listed, r to the next record, i to the next record that was read. */
#ifdef MUT_NAMES
#define NEXT_CLAIM s=NS
#else
#define NEXT_CLAIM do :: s<NS && !((lrun>>s)&1) -> s++ :: else -> break od
#endif
#define NEXT_RECORD do :: r<R && !((lrec>>r)&1) -> r++ :: else -> break od
/* First what was made ready. */
#if R>1
#define AT(i) (kb[1] -> 1-(i) : (i))
#else
#define AT(i) (i)
#endif
#define NEXT_KNOWN \
  do :: i<R && !kx[AT(i)] -> i++ :: else -> break od; \
  if :: i<R -> r=AT(i); tok=kt[r]; f=kf[r]; num=kn[r]; dg=kd[r] :: else fi

/* One look at all names in attempts/. */
inline listAttempts() {
  d_step {
    lrec=0; lrun=0; ltmo=0; lown=0; ltak=0; listedRecords[p]=0; listedFences[p]=0; listedSent[p]=0;
    x=0; do :: x<R -> lrec = lrec | (rex[x]<<x); x++ :: x>=R -> break od;
    x=0; do :: x<NRUN -> lrun = lrun | ((run_[x]!=0)<<x); ltmo = ltmo | (tmo[x]<<x); x++ :: x>=NRUN -> break od;
    x=0; do :: x<NS -> lown = lown | ((msg[x] || snap[x]!=0)<<x); ltak = ltak | ((taken[x]!=0)<<x); x++ :: x>=NS -> break od;
    x=1; do :: x<=P ->
      if :: x!=p -> listedRecords[p] = listedRecords[p] | (newRecord[x]<<x); listedFences[p] = listedFences[p] | (newFence[x]<<x);
                    listedSent[p] = listedSent[p] | (newSent[x]<<x) :: else fi;
      x++ :: x>P -> break od;
    x=0; s=0; NEXT_CLAIM; SHOWN("list")
  }
}

/* The next step of clear: of names with random parts; of others. */
#define CLEAR_NEXT(lists, files) \
  x=1; do :: (lists[p]>>x)&1 -> break :: else -> x++ od; files[x]=0; UNLIST(lists,x); x=0

inline listWithoutStaged(FAIL) {
#ifdef RMATT
  if :: gone -> assertOurs(FAIL); goto FAIL :: !gone fi;
#endif
  listAttempts();
  if
#ifdef MUT_CLEAR
  :: true
#else
  :: listedRecords[p]!=0 -> assertOurs(FAIL);
     do
     :: d_step { listedRecords[p]!=0 -> CLEAR_NEXT(listedRecords,newRecord) }
     :: listedRecords[p]==0 -> break
     od;
     listAttempts()
  :: listedRecords[p]==0
#endif
  fi
}

/* Claims whose record is gone, while their report waits. */
inline listOrphans(FAIL) {
  listedRecords[p]=0;
  do
  :: d_step { s<NS && rex[s%R] -> s++; NEXT_CLAIM; SHOWN("look at record") }
  :: s<NS && !rex[s%R] ->
     d_step { x=pending[s%R] };
     if
     :: x==0
     :: d_step { x!=0 -> x=(sent[s%R]==0) };
        if
        :: x==0
        :: d_step { x!=0 -> READ_CLAIM(s%R,0,PASS_OF(s)); SHOWN("read claim") };
           if
           :: d_step { c>=OPEN -> x=(snap[s]!=0 -> snap[s] : pending[s%R]) };
              saveAttemptRecord(s%R,NUMBER_OF(s),(NUMBER_OF(s)>1),PASS_OF(s),0,x,FAIL);
              lrec = lrec | (1<<(s%R))
           :: c<OPEN
           fi
        fi
     fi;
     d_step { x=0; c=0; s++; NEXT_CLAIM; ci=0 }
  :: s>=NS -> break
  od
}

/* Commands at work where somebody has removed all that was known of them. */
#ifdef RMATT
inline recordLostSenders(FAIL) {
  if
  :: isFirst || IS_LAST_SEND_LOST ->
     d_step { s=0; do :: s<NS -> lost = lost | (IS_AT_WORK(s)<<s); s++ :: s>=NS -> break od; s=0 };
     do
     :: atomic { s<NS && !((lost>>s)&1) -> s++ }
     :: s<NS && ((lost>>s)&1) ->
        x=pending[s%R];
        if
        :: x!=0 -> saveAttemptRecord(s%R,numberOf[s],1,PASS_OF(s),0,x,FAIL); lrec = lrec | (1<<(s%R))
        :: x==0
        fi;
        atomic { x=0; s++ }
     :: atomic { s>=NS -> lost=0; isFirst=0; break }
     od
  :: !isFirst && !IS_LAST_SEND_LOST
  fi
}
#endif

/* One read for each; a record that is gone by now is a fresh one. */
inline readRecords() {
  d_step { s=0; r=0; NEXT_RECORD };
  do
  :: d_step { r<R -> kx[r]=1; kt[r]=rtok[r]; kf[r]=FLAG_ON_RECORD(r); kn[r]=NUMBER_ON_RECORD(r); kd[r]=rdig[r]; kb[r]=rbeh[r];
       POWERED(kboot[r]=rboot[r]) r++; NEXT_RECORD; SHOWN("read record") }
  :: atomic { r>=R -> d_step { r=0; lrec=0; i=0; NEXT_KNOWN }; break }
  od
}

/* Another's pass counts as too late by its clock only when that is a time-out; behind a dead one time goes by. */
#define FORGET_LOOK c=0; ci=0; out=0; q=0
inline endRunning(FAIL) {
  if
  :: d_step { !out -> e=E_FLIGHT; FORGET_LOOK }
  :: d_step { !out && (ended[PASS_OF(q)] || outs>0) && !IS_GONE ->
       outs=(ended[PASS_OF(q)] -> outs : outs-1); tmo[IX(r,num,tok)]=1; out=1 }   /* markTimedOut */
#ifdef RMATT
  :: atomic { !out && (ended[PASS_OF(q)] || outs>0) && IS_GONE -> goto FAIL }
#endif
  :: out
  fi;
  if
  :: e==E_FLIGHT
  :: d_step { e!=E_FLIGHT -> if :: IS_RUNNING(q) -> term[q]=1 :: else fi };   /* stopAttempt: TERM, then KILL */
     d_step { KILL(q); e=E_UNKNOWN; FORGET_LOOK }
  fi
}

inline findEnding(FAIL) {
  lookAtAttempt();
  if
#ifdef MUT_RUNNING
  :: d_step { e==E_OPEN -> e=E_FLIGHT; FORGET_LOOK }
#else
  :: d_step { e==E_OPEN -> out = tmo[IX(r,num,tok)] };
     endRunning(FAIL)
#endif
  :: d_step { e!=E_OPEN -> FORGET_LOOK }
  fi
}

/* Three looks: it may come back from held/ between two. */
inline forgetIfForgotten() {
  if
#ifdef MUT_FORGET
  :: d_step { x=pending[r] };
#else
  :: f                                            /* for 30 days */
  :: d_step { !f -> x=pending[r] };
#endif
     if
     :: x!=0
     :: d_step { x==0 -> x=held[r] };
#ifndef MUT_FORGET
        if :: d_step { x==0 -> x=pending[r] } :: x!=0 fi;
#endif
        if :: d_step { x==0 -> REMOVE_RECORD(r) } :: x!=0 fi
     fi
  fi
}

inline settle(FAIL) {
  findEnding(FAIL);
  OURS_FIRST(FAIL);
  if
  :: IS_OURS && e==E_FLIGHT ->
     flight=1;
     if :: run_[IX(r,num,tok)]!=0 :: run_[IX(r,num,tok)]==0 -> saveAttemptRecord(r,num,1,tok,kb[r],dg,FAIL) fi
  :: IS_OURS && e==E_SENT -> recordSent(r,num,tok,f,false,dg,FAIL)
  :: IS_OURS && e==E_NEVER ->
#ifdef MUT_REMOVE
     if :: d_step { !f -> REMOVE_RECORD(r) } :: f -> saveAttemptRecord(r,BEFORE(num),f,0,0,0,FAIL) fi;
#else
#ifdef RMATT
     f = (f || FLAG_ON_RECORD(r));                /* its record may be gone, too */
#endif
     saveAttemptRecord(r,BEFORE(num),f,0,0,0,FAIL);
#endif
     removeOwnFiles(r,tok);
     forgetIfForgotten()
  :: IS_OURS && e>=E_FAILED && e<=E_UNKNOWN -> recordFailure(r,num,tok,f,FAIL)
  NOT_OURS(FAIL)
  fi
}

/* What a pass took and died over: what is in its place already goes, all else is an edit. */
inline putTakenAway(FAIL) {
  if
  :: ltak==0
  :: ltak!=0 ->
     assertOurs(FAIL);
     do
     :: atomic { ltak!=0 -> s=0; do :: (ltak>>s)&1 -> break :: else -> s++ od; ltak = ltak & ~(1<<s) };
#ifdef MUT_TAKEN
        x=1;
#else
        d_step { x=(taken[s]!=0 && pending[s%R]==taken[s]) };
#endif
        if :: d_step { x==0 -> x=(taken[s]!=0 && sent[s%R]==taken[s]) } :: x!=0 fi;
        if :: d_step { x==0 -> x=(taken[s]!=0 && (held[s%R] & taken[s])) } :: x!=0 fi;
        if
        :: d_step { x!=0 -> taken[s]=0; x=0; s=0; SHOWN("unlink taken") }   /* removeTaken */
        :: x==0 -> holdReport(s%R,s); if :: bad -> assertOurs(FAIL); goto FAIL :: d_step { !bad -> s=0 } fi
        fi
     :: ltak==0 -> break
     od
  fi
}

/* clear: all that was listed, when nothing is under way. */
inline clearLeftovers() {
  do
  :: d_step { listedFences[p]!=0 -> CLEAR_NEXT(listedFences,newFence) }
  :: d_step { listedFences[p]==0 && listedSent[p]!=0 -> CLEAR_NEXT(listedSent,newSent) }
  :: d_step { listedFences[p]==0 && listedSent[p]==0 && lrun!=0 ->
       x=0; do :: (lrun>>x)&1 -> break :: else -> x++ od; UNLINK_RUN(x); lrun = lrun & ~(1<<x); x=0 }
  :: d_step { listedFences[p]==0 && listedSent[p]==0 && lrun==0 && ltmo!=0 ->
       x=0; do :: (ltmo>>x)&1 -> break :: else -> x++ od; tmo[x]=0; ltmo = ltmo & ~(1<<x); x=0 }
  :: d_step { listedFences[p]==0 && listedSent[p]==0 && lrun==0 && ltmo==0 && lown!=0 ->
       x=0; do :: (lown>>x)&1 -> break :: else -> x++ od; msg[x]=0; snap[x]=0; lown = lown & ~(1<<x); x=0 }
  :: atomic { listedFences[p]==0 && listedSent[p]==0 && lrun==0 && ltmo==0 && lown==0 -> r=0; break }
  od
}

inline settleAttempts(FAIL) {
  listWithoutStaged(FAIL);
  listOrphans(FAIL);
#ifdef RMATT
  recordLostSenders(FAIL);
#endif
  readRecords();
  do
  :: i<R && tok!=0 -> settle(FAIL);
     d_step { e=0; tok=0; f=0; num=0; dg=0; r=0; x=0; i++; NEXT_KNOWN }
  :: i<R && tok==0 -> forgetIfForgotten();
     d_step { e=0; tok=0; f=0; num=0; dg=0; r=0; x=0; i++; NEXT_KNOWN }
  :: i>=R -> break
  od;
  atomic { i=0; x=0; do :: x<R -> kx[x]=0; kt[x]=0; kf[x]=0; kn[x]=0; kd[x]=0; kb[x]=0; POWERED(kboot[x]=0) x++ :: x>=R -> break od; x=0 };
  putTakenAway(FAIL);
  if
  :: atomic { flight -> goto FAIL }
#ifdef RMATT
  :: !flight -> assertOurs(FAIL); clearLeftovers()
#else
  :: !flight && owner==p -> clearLeftovers()
  :: atomic { owner!=p -> goto FAIL }
#endif
  fi
}
