/* driver/src/pass: openPass; watchdog/src/pass: runPass, deliverySequence. */

#if R>1
#define FORGET_READY ready=0; f1=0; num1=0; dg1=0;
#else
#define FORGET_READY
#endif
/* What a pass knew is nothing any more. */
#define FORGET \
  r=0; i=0; tok=0; num=0; c=0; ci=0; q=0; e=0; x=0; dg=0; s=0; lrec=0; f=0; out=0; flight=0; bad=0; mine=0; isFirst=0; isSending=0; \
  lrun=0; ltmo=0; lown=0; ltak=0; lost=0; z=0; FORGET_READY \
  do :: x<R -> kx[x]=0; kt[x]=0; kf[x]=0; kn[x]=0; kd[x]=0; kb[x]=0; POWERED(kboot[x]=0) x++ :: x>=R -> break od; x=0; \
  listedRecords[p]=0; listedFences[p]=0; listedSent[p]=0; \
  do :: x<R -> if :: shell[S(p,x)]==2 && !runs[S(p,x)] -> code[S(p,x)]=0 :: else fi; x++ :: x>=R -> break od; x=0

/* lock.release: its own only. */
#ifdef MUT_LOCK
#define RELEASE lock=0
#else
#define RELEASE if :: lock==p -> lock=0 :: else fi
#endif

proctype Pass(byte p) {
  byte r, i, tok, num, c, ci, q, e, x, z, dg, s, lrec;
  bool f, out, flight, bad, mine, isFirst, isSending;
  short lrun, ltmo, lown, ltak, lost;
  bool kx[R], kf[R], kb[R];
  byte kt[R], kn[R], kd[R];
#ifdef POWER
  byte kboot[R];
#endif
#if R>1
  bool ready, f1; byte num1, dg1;
#endif
end_start:
  if                                              /* lockHome */
  :: d_step { p<P && !closed && started==p-1 && (lock==0 || dead[lock]) ->
       x=1; do :: x<p -> assert(ended[x] || ((robbed>>x)&1)); x++ :: x>=p -> break od; x=0;   /* (6) */
       lock=p; started++; busy++ }
  :: d_step { p<P && !closed && started==p-1 && lock!=0 && !dead[lock] && faults<K ->
       faults++; robbed = robbed | (1<<lock); lock=p; started++; busy++ }
  :: d_step { p==P && busy==0 -> closed=1; lock=p; busy++ }
  fi;
  {
#ifdef RMATT
    gone=0;                                       /* ensureHome, of lockHome */
    isFirst=(owner==0);
    if :: d_step { !gone -> newFence[p]=1 } :: gone -> goto P_END fi;
#else
    newFence[p]=1;                                /* writeFence */
#endif
    if                                            /* lock.assertOurs */
    :: lock==p
    :: atomic { lock!=p -> newFence[p]=0; UNLIST(listedFences,p); goto P_END }
    fi;
    if
    :: d_step { newFence[p] -> newFence[p]=0; UNLIST(listedFences,p); owner=p }
    :: !newFence[p] -> goto P_END
    /* Never: SPIN wants to know a label before one inline hands it to another. */
    :: false -> goto P_STOP
    :: false -> goto DONE
    :: false -> goto GONE
    :: false -> goto GONE_STOP
    :: false -> goto TAKEN_BACK
    :: false -> goto ALREADY
    :: false -> goto NOT_READY
    fi;
    settleAttempts(P_END);
    do
    :: deliverReport(DONE,P_STOP,GONE,GONE_STOP,TAKEN_BACK,ALREADY,NOT_READY)
    :: atomic { r>=R -> isDrained=(p==P); break }
    od;
P_STOP:
#ifdef RMATT
    isSending=0;
#endif
#if R==1
ALREADY: NOT_READY: skip;
#else
    if                                            /* DeliverySequence.stop */
    :: ready -> takeBackAttempt(1,f1,num1,P_END)
    :: !ready
    fi;
#endif
P_END:
    if
    :: atomic { p<P -> RELEASE; ended[p]=1; busy--; FORGET; goto end_over }
    :: atomic { p==P -> RELEASE; ended[p]=1; busy-- };
       busy==0;
       d_step {
         assert(isDrained || isConflict);         /* (5) */
         assert(!edited || isConflict || sent[EDITED]==2 || (held[EDITED]&2));   /* (3) */
         r=0;
         do
         :: r<R ->
            assert(pending[r]==0 || isConflict);  /* (5) */
            assert(sent[r]!=0 || held[r]!=0 || isConflict);   /* (3) */
            assert(edited || sent[r]==1 || (held[r]&1));   /* (3) */
            r++
         :: r>=R -> break
         od
       }
    fi
  } unless { d_step { dead[p] -> FORGET } };
end_over: false
}
