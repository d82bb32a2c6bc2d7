/* driver/src/deliver: settleAttempts, findEnding, recordLostSenders; driver/src/attempt: listAttempts, orphanClaims,
   isForgotten; driver/src/send: stopAttempt. */

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
    x=0
  }
}

/* Removes what is listed of names with random parts. */
#define CLEAR(lists, files) \
  do \
  :: d_step { lists[p]!=0 -> x=1; do :: (lists[p]>>x)&1 -> break :: else -> x++ od; files[x]=0; UNLIST(lists,x); x=0 } \
  :: lists[p]==0 -> break \
  od

inline listWithoutStaged(FAIL) {
  if :: IS_GONE -> assertOurs(FAIL); goto FAIL :: else fi;
  listAttempts();
#ifndef MUT_CLEAR
  if
  :: listedRecords[p]!=0 -> assertOurs(FAIL); CLEAR(listedRecords,newRecord); listAttempts(); listedRecords[p]=0
  :: listedRecords[p]==0
  fi
#else
  listedRecords[p]=0
#endif
}

/* Claims whose record is gone, while their report waits. */
inline listOrphans(FAIL) {
#ifdef MUT_NAMES
  skip
#else
  s=0;
  do
  :: atomic { s<NS && !((lrun>>s)&1) -> s++ }
  :: atomic { s<NS && ((lrun>>s)&1) && rex[s%R] -> s++ }
  :: s<NS && ((lrun>>s)&1) && !rex[s%R] ->
     x=pending[s%R];
     if :: x!=0 -> x=(sent[s%R]==0) :: x==0 fi;
     if
     :: x==0
     :: x!=0 ->
        readClaim(s%R,0,PASS_OF(s));
        if
        :: c>=OPEN ->
           x=(snap[s]!=0 -> snap[s] : pending[s%R]);
#ifdef RMATT
           saveAttemptRecord(s%R,numberOf[s],(numberOf[s]>1),PASS_OF(s),0,x,FAIL);
#else
           saveAttemptRecord(s%R,0,0,PASS_OF(s),0,x,FAIL);
#endif
           lrec = lrec | (1<<(s%R))
        :: c<OPEN
        fi
     fi;
     atomic { x=0; c=0; ci=0; s++ }
  :: atomic { s>=NS -> s=0; break }
  od
#endif
}

/* Commands at work where somebody has removed all that was known of them. */
inline recordLostSenders(FAIL) {
#ifdef RMATT
  if
  :: isFirst ->
     d_step { s=0; do :: s<NS -> lost = lost | (runs[s]<<s); s++ :: s>=NS -> break od; s=0 };
     do
     :: atomic { s<NS && !((lost>>s)&1) -> s++ }
     :: s<NS && ((lost>>s)&1) ->
        x=pending[s%R];
        if
        :: x!=0 -> saveAttemptRecord(s%R,numberOf[s],1,PASS_OF(s),0,x,FAIL); lrec = lrec | (1<<(s%R))
        :: x==0
        fi;
        atomic { x=0; s++ }
     :: atomic { s>=NS -> s=0; lost=0; isFirst=0; break }
     od
  :: !isFirst
  fi
#endif
  skip
}

/* One read for each; a record that is gone by now is a fresh one. */
inline readRecords() {
  r=0;
  do
  :: d_step { r<R && ((lrec>>r)&1) -> kx[r]=1; kt[r]=rtok[r]; kf[r]=rflag[r]; kn[r]=rnum[r]; kd[r]=rdig[r]; kb[r]=rbeh[r];
       POWERED(kboot[r]=rboot[r]) r++ }
  :: atomic { r<R && !((lrec>>r)&1) -> r++ }
  :: atomic { r>=R -> r=0; lrec=0; break }
  od
}

/* TERM, then KILL. */
inline stopAttempt(q) {
  d_step { if :: IS_RUNNING(q) -> term[q]=1 :: else fi };
  if :: !IS_RUNNING(q) :: IS_RUNNING(q) -> KILL(q) fi
}

/* Another's pass counts as too late by its clock only when that is a time-out; behind a dead one time goes by. */
inline endRunning(FAIL) {
  out = tmo[IX(r,num,tok)];
  if
  :: !out -> e=E_FLIGHT
  :: atomic { !out && (ended[PASS_OF(q)] || outs>0) -> outs=(ended[PASS_OF(q)] -> outs : outs-1) };
     if :: d_step { !IS_GONE -> tmo[IX(r,num,tok)]=1 } :: atomic { IS_GONE -> goto FAIL } fi;   /* markTimedOut */
     stopAttempt(q);
     e=E_UNKNOWN
  :: out -> stopAttempt(q); e=E_UNKNOWN
  fi
}

inline findEnding(FAIL) {
  lookAtAttempt();
  if
#ifdef MUT_RUNNING
  :: e==E_OPEN -> e=E_FLIGHT
#else
  :: e==E_OPEN -> endRunning(FAIL)
#endif
  :: e!=E_OPEN
  fi;
  d_step { c=0; ci=0; out=0; q=0 }
}

/* Three looks: it may come back from held/ between two. */
inline forgetIfForgotten() {
  if
#ifdef MUT_FORGET
  :: true ->
#else
  :: f                                            /* for 30 days */
  :: !f ->
#endif
     x=pending[r];
     if
     :: x!=0
     :: x==0 ->
        x=held[r];
#ifndef MUT_FORGET
        if :: x==0 -> x=pending[r] :: x!=0 fi;
#endif
        if :: x==0 -> removeAttemptRecord(r) :: x!=0 fi
     fi;
     x=0
  fi
}

inline settle(FAIL) {
  findEnding(FAIL);
  assertOurs(FAIL);
  if
  :: e==E_FLIGHT ->
     flight=1;
     if :: run_[IX(r,num,tok)]!=0 :: run_[IX(r,num,tok)]==0 -> saveAttemptRecord(r,num,1,tok,kb[r],dg,FAIL) fi
  :: e==E_SENT -> recordSent(r,num,tok,f,false,dg,FAIL)
  :: e==E_NEVER ->
#ifdef MUT_REMOVE
     if :: !f -> removeAttemptRecord(r) :: f -> saveAttemptRecord(r,BEFORE(num),f,0,0,0,FAIL) fi;
#else
     saveAttemptRecord(r,BEFORE(num),f,0,0,0,FAIL);
#endif
     removeOwnFiles(r,tok);
     forgetIfForgotten()
  :: e>=E_FAILED && e<=E_UNKNOWN -> recordFailure(r,num,tok,f,FAIL)
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
        x=(taken[s]!=0 && pending[s%R]==taken[s]);
#endif
        if :: x==0 -> x=(taken[s]!=0 && sent[s%R]==taken[s]) :: x!=0 fi;
        if :: x==0 -> x=(taken[s]!=0 && (held[s%R] & taken[s])) :: x!=0 fi;
        if
        :: x!=0 -> taken[s]=0                     /* removeTaken */
        :: x==0 -> holdReport(s%R,s); if :: bad -> assertOurs(FAIL); goto FAIL :: !bad fi
        fi;
        atomic { x=0; s=0 }
     :: ltak==0 -> break
     od
  fi
}

/* clear: all that was listed, when nothing is under way. */
inline clearLeftovers(FAIL) {
  assertOurs(FAIL);
  CLEAR(listedFences,newFence);
  CLEAR(listedSent,newSent);
  do
  :: d_step { lrun!=0 -> x=0; do :: (lrun>>x)&1 -> break :: else -> x++ od; UNLINK_RUN(x); lrun = lrun & ~(1<<x); x=0 }
  :: d_step { lrun==0 && ltmo!=0 -> x=0; do :: (ltmo>>x)&1 -> break :: else -> x++ od; tmo[x]=0; ltmo = ltmo & ~(1<<x); x=0 }
  :: d_step { lrun==0 && ltmo==0 && lown!=0 ->
       x=0; do :: (lown>>x)&1 -> break :: else -> x++ od; msg[x]=0; snap[x]=0; lown = lown & ~(1<<x); x=0 }
  :: lrun==0 && ltmo==0 && lown==0 -> break
  od
}

inline settleAttempts(FAIL) {
  listWithoutStaged(FAIL);
  listOrphans(FAIL);
  recordLostSenders(FAIL);
  readRecords();
  do
  :: i<R ->
     atomic {
       r=i;
#if R>1
       if :: kb[1] -> r=1-i :: else fi;           /* first what was made ready */
#endif
       tok=kt[r]; f=kf[r]; num=kn[r]; dg=kd[r]
     };
     if
     :: kx[r] && tok!=0 -> settle(FAIL)
     :: kx[r] && tok==0 -> forgetIfForgotten()
     :: !kx[r]
     fi;
     d_step { e=0; tok=0; f=0; num=0; dg=0; r=0; i++ }
  :: atomic { i>=R -> i=0; break }
  od;
  atomic { x=0; do :: x<R -> kx[x]=0; kt[x]=0; kf[x]=0; kn[x]=0; kd[x]=0; kb[x]=0; POWERED(kboot[x]=0) x++ :: x>=R -> break od; x=0 };
  putTakenAway(FAIL);
  if
  :: flight -> goto FAIL
  :: !flight -> clearLeftovers(FAIL)
  fi
}
