/* driver/src/deliver: beginAttempt, deliverReport, prepareReport; driver/src/send: startSender, watchTimeout. The attempt
   of the report at hand is f (its flag before), num, dg; the one that was made ready f1, num1, dg1. */

/* Snapshot and message, the record, the shell. */
inline beginAttempt(rr,fl,nu,dig,behind,FAIL) {
  if
  :: d_step { !IS_GONE -> snap[S(p,rr)]=dig; msg[S(p,rr)]=1 }
  :: atomic { IS_GONE -> goto FAIL }
  fi;
  saveAttemptRecord(rr,nu,fl,p,behind,dig,FAIL);
  atomic {
#ifdef RMATT
    numberOf[S(p,rr)]=nu;
#endif
    if
    :: shell[S(p,rr)]==0 -> shell[S(p,rr)]=1; busy++; run Sender(p,rr,nu,fl,dig)
    :: else                                       /* begun anew: the shell that waits is as good as a new one */
    fi
  }
}

/* Dismisses its shell and puts the record back. What cannot be written is left to the next pass. */
inline takeBackAttempt(rr,fl,nu,FAIL) {
  d_step { if :: shell[S(p,rr)]==1 -> dismissed[S(p,rr)]=1 :: else fi };
  saveAttemptRecord(rr,BEFORE(nu),fl,0,0,0,FAIL);
  removeOwnFiles(rr,p)
}

#if R>1
/* Report 1, while the command of report 0 runs. */
inline prepareReport(NOT_READY) {
  dg1=pending[1];
  if
  :: dg1==0 -> goto NOT_READY
  :: dg1!=0
  fi;
  atomic {
    f1=rflag[1]; num1=AFTER(rnum[1]);
    if :: rtok[1]!=0 -> goto NOT_READY :: else fi
  };
  if :: sent[1]!=0 -> goto NOT_READY :: sent[1]==0 fi;
  beginAttempt(1,f1,num1,dg1,true,NOT_READY);
  ready=1;
NOT_READY:
  atomic { if :: !ready -> f1=0; num1=0; dg1=0 :: else fi }
}
#endif

/* Behind the gate: until its exit is known and judged. */
inline letGo() {
  if
  :: shell[S(p,r)]==2
  :: atomic { p<P && outs>0 -> outs-- };          /* watchTimeout */
     readClaim(r,num,p);
     if
     :: c>=EX0 -> shell[S(p,r)]==2
     :: c<EX0 ->
        if :: IS_GONE :: d_step { !IS_GONE -> tmo[IX(r,num,p)]=1 } fi;   /* markTimedOutQuietly */
        d_step { if :: IS_RUNNING(S(p,r)) -> term[S(p,r)]=1 :: else fi };
        if :: shell[S(p,r)]==2 -> KILL(S(p,r)) :: shell[S(p,r)]!=2 -> KILL(S(p,r)) fi;
        e=E_UNKNOWN
     fi
  fi;
  if                                              /* findEnd: isTimedOut */
  :: e==E_UNKNOWN
#ifndef MUT_MARK
  :: e!=E_UNKNOWN -> out = tmo[IX(r,num,p)]
#else
  :: e!=E_UNKNOWN
#endif
  fi;
  if
  :: e==E_UNKNOWN
  :: e!=E_UNKNOWN && out -> e=E_UNKNOWN
  :: e!=E_UNKNOWN && !out ->                      /* judgeExit */
     readClaim(r,num,p);
     if
     :: c>=EX0 && IS_OF(ci,p) -> e=ENDING(c)
     :: !(c>=EX0 && IS_OF(ci,p)) && c==NONE -> e=E_FAILED
     :: !(c>=EX0 && IS_OF(ci,p)) && c!=NONE && code[S(p,r)]==CNULL -> KILL(S(p,r)); e=E_UNKNOWN
     :: !(c>=EX0 && IS_OF(ci,p)) && c!=NONE && code[S(p,r)]==C75 -> e=E_FAILED
     :: !(c>=EX0 && IS_OF(ci,p)) && c!=NONE && code[S(p,r)]<C75 -> e=ENDING(code[S(p,r)])
     fi
  fi;
  d_step { c=0; ci=0; out=0; code[S(p,r)]=0 }
}

/* DONE where the report left pending/, or another moved it; P_STOP where the pass ends. */
inline deliverReport(DONE,P_STOP,GONE,GONE_STOP,TAKEN_BACK,ALREADY,NOT_READY) {
  dg=pending[r];                                  /* readReport */
#if R>1
  if
  :: r==1 && ready ->
     d_step { f=f1; num=num1; x=(dg!=0 && dg!=dg1); ready=0; f1=0; num1=0; dg1=0 };
     mine=1;
     if :: dg==0 -> goto GONE :: dg!=0 fi
  :: else ->
#endif
     if :: dg==0 -> goto DONE :: dg!=0 fi;
     d_step { f=rflag[r]; num=AFTER(rnum[r]) };   /* readAttemptRecord */
#if R>1
  fi;
#endif
  if                                              /* isSent */
  :: sent[r]!=0 ->
     x=0;
#if R>1
     if :: mine -> takeBackAttempt(1,f,num,ALREADY) :: !mine fi;
ALREADY:
#endif
     if
     :: sent[r]==dg ->                            /* discard */
        takeFromPending(r,dg);
        if :: bad -> goto P_STOP :: !bad fi;
#ifdef POWER
        gpending[r]=0;
#endif
        removeAttemptRecord(r);
        goto DONE
     :: sent[r]!=dg -> isConflict=1; goto P_STOP  /* 65 */
     fi
  :: sent[r]==0
  fi;
  if                                              /* takeAttempt */
#if R>1
  :: mine && x!=0 -> x=0; beginAttempt(r,f,num,dg,false,GONE_STOP)
#ifdef POWER
  :: mine && x==0 -> saveAttemptRecord(r,num,f,p,false,dg,GONE_STOP)   /* renewDeadline */
#endif
  :: mine && x==0
#endif
  :: !mine -> beginAttempt(r,f,num,dg,false,P_STOP)
  fi;
  assertOurs(GONE_STOP);
  if                                              /* mayGo */
  :: go[S(p,r)]=1
  :: atomic { p<P && faults<K -> faults++; goto GONE_STOP }
  fi;
#ifdef MUT_ORDER
  if :: r==0 && R>1 -> goto DONE :: else fi;
#endif
#if R>1
  mine=0;
  if :: r==0 -> prepareReport(NOT_READY) :: r!=0 fi;
#endif
  letGo();
  assertOurs(P_STOP);
  if                                              /* finishAttempt */
#ifdef MUT_COMMIT
  :: e!=E_UNKNOWN -> recordSent(r,num,p,f,true,dg,P_STOP)
  :: e==E_UNKNOWN -> recordFailure(r,num,p,f,P_STOP); goto P_STOP
#else
  :: e==E_SENT -> recordSent(r,num,p,f,true,dg,P_STOP)
  :: e!=E_SENT -> recordFailure(r,num,p,f,P_STOP); goto P_STOP
#endif
  fi;
  goto DONE;
GONE_STOP:                                        /* not let go: taken back, and the pass ends */
  atomic { x=0; bad=1 };
GONE:
  takeBackAttempt(r,f,num,TAKEN_BACK);
TAKEN_BACK:
  if :: bad -> goto P_STOP :: !bad fi;
DONE:
  atomic { e=0; f=0; num=0; dg=0; x=0; mine=0 }
}
