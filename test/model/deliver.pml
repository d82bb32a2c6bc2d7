/* driver/src/deliver: beginAttempt, deliverReport, prepareReport; driver/src/send: startSender, watchTimeout. The attempt
   of the report at hand is f (its flag before), num, dg; the one that was made ready f1, num1, dg1. */

/* Snapshot and message, the record, and the shell: it starts while what is staged of the record is synced. Behind FAIL, which
   only a pass comes to that another one has taken over from, it is dismissed. */
inline beginAttempt(rr,fl,nu,dig,behind,FAIL) {
  if
  :: d_step { !IS_GONE -> snap[S(p,rr)]=dig; msg[S(p,rr)]=1 }
  :: atomic { IS_GONE -> goto FAIL }
  fi;
  d_step {
    flagOf[S(p,rr)]=fl; digestOf[S(p,rr)]=dig;
#if defined(MUT_NAMES) || defined(RMATT)
    numberOf[S(p,rr)]=nu;
#endif
  };
  saveAttemptRecord(rr,nu,fl,p,behind,dig,FAIL)
}

#define DISMISS(s) if :: shell[s]==1 -> dismissed[s]=1 :: else fi

/* Dismisses its shell and puts the record back. What cannot be written is left to the next pass. */
inline takeBackAttempt(rr,fl,nu,FAIL) {
  d_step { DISMISS(S(p,rr)) };
  saveAttemptRecord(rr,BEFORE(nu),fl,0,0,0,FAIL);
  removeOwnFiles(rr,p)
}

#if R>1
/* Report 1, while the command of report 0 runs. */
inline prepareReport(NOT_READY) {
  atomic { dg1=pending[1]; if :: dg1==0 -> goto NOT_READY :: else fi };
  atomic {
    f1=FLAG_ON_RECORD(1); num1=AFTER(NUMBER_ON_RECORD(1));
    if :: rtok[1]!=0 -> goto NOT_READY :: else fi
  };
  if :: atomic { sent[1]!=0 -> goto NOT_READY } :: sent[1]==0 fi;
  beginAttempt(1,f1,num1,dg1,true,NOT_READY);
  ready=1;
NOT_READY:
  atomic { if :: !ready -> DISMISS(S(p,1)); f1=0; num1=0; dg1=0 :: else fi }
}
#endif

/* findEnd: isTimedOut, when the shell has ended. */
#ifdef MUT_MARK
#define LOOK_AT_MARK c=0; ci=0
#else
#define LOOK_AT_MARK c=0; ci=0; if :: tmo[IX(r,num,p)] -> e=E_UNKNOWN :: else fi; SHOWN("look at mark")
#endif

/* judgeExit. Where the shell was killed, so is its group. */
#define JUDGE_EXIT \
  if \
  :: c>=EX0 && IS_OF(ci,p) -> e=ENDING(c) \
  :: !(c>=EX0 && IS_OF(ci,p)) && c==NONE -> e=E_FAILED \
  :: !(c>=EX0 && IS_OF(ci,p)) && c!=NONE && code[S(p,r)]==CNULL -> KILL(S(p,r)); e=E_UNKNOWN \
  :: !(c>=EX0 && IS_OF(ci,p)) && c!=NONE && code[S(p,r)]==C75 -> e=E_FAILED \
  :: !(c>=EX0 && IS_OF(ci,p)) && c!=NONE && code[S(p,r)]<C75 -> e=ENDING(code[S(p,r)]) \
  fi

/* Behind the gate: until its exit is known and judged. A shell that has ended stays so: waiting for that is one step with
   the look that follows. */
inline letGo() {
  if
  :: d_step { shell[S(p,r)]==2 -> LOOK_AT_MARK }
  :: d_step { p<P && outs>0 -> outs--; READ_CLAIM(r,num,p); SHOWN("read claim") };   /* watchTimeout */
     if
     :: d_step { c>=EX0 && shell[S(p,r)]==2 -> LOOK_AT_MARK }
     :: c<EX0 ->
        if :: IS_GONE :: d_step { !IS_GONE -> tmo[IX(r,num,p)]=1 } fi;   /* markTimedOutQuietly */
        d_step { if :: IS_RUNNING(S(p,r)) -> term[S(p,r)]=1 :: else fi };
        d_step { KILL(S(p,r)); e=E_UNKNOWN }
     fi
  fi;
  if
  :: d_step { e==E_UNKNOWN -> c=0; ci=0; code[S(p,r)]=0 }
  :: d_step { e!=E_UNKNOWN -> READ_CLAIM(r,num,p); JUDGE_EXIT; c=0; ci=0; code[S(p,r)]=0; SHOWN("read claim") }
  fi
}

#ifdef RMATT
#define SENDING(is) isSending=is;
#else
#define SENDING(is)
#endif
/* DONE where the report left pending/, or another moved it; P_STOP where the pass ends. */
inline deliverReport(DONE,P_STOP,GONE,GONE_STOP,TAKEN_BACK,ALREADY,NOT_READY) {
  if                                              /* readReport */
#if R>1
  :: atomic { r==1 && ready ->
       dg=pending[1]; f=f1; num=num1; x=(dg!=0 && dg!=dg1); ready=0; f1=0; num1=0; dg1=0; mine=1;
       if :: dg==0 -> goto GONE :: else fi }
  :: atomic { r<R && !(r==1 && ready) -> dg=pending[r]; if :: dg==0 -> goto DONE :: else fi };
#else
  :: atomic { r<R -> dg=pending[r]; if :: dg==0 -> goto DONE :: else fi };
#endif
     d_step { f=FLAG_ON_RECORD(r); num=AFTER(NUMBER_ON_RECORD(r)); SHOWN("read record") }   /* readAttemptRecord */
  fi;
  if                                              /* isSent */
  :: sent[r]!=0 ->
     x=0;
#if R>1
     if :: mine -> takeBackAttempt(1,f,num,ALREADY) :: !mine fi;
ALREADY:
#endif
     if
     :: sent[r]==dg ->                            /* discard */
        d_step { TAKE_ASIDE(r) };
        dealWithTaken(r,dg);
        if :: atomic { bad -> goto P_STOP } :: !bad fi;
#ifdef POWER
        gpending[r]=0;
#endif
        d_step { REMOVE_RECORD(r) };
        goto DONE
     :: atomic { sent[r]!=dg -> isConflict=1; goto P_STOP }   /* 65 */
     fi
  :: sent[r]==0
  fi;
#if R>1
  if                                              /* takeAttempt */
  :: mine && x!=0 -> x=0; beginAttempt(r,f,num,dg,false,GONE_STOP)
#ifdef POWER
  :: mine && x==0 -> saveAttemptRecord(r,num,f,p,false,dg,GONE_STOP)   /* renewDeadline */
#endif
  :: mine && x==0
  :: !mine -> beginAttempt(r,f,num,dg,false,P_STOP)
  fi;
#else
  beginAttempt(r,f,num,dg,false,P_STOP);
#endif
  assertOurs(GONE_STOP);
#ifdef RMATT
  lastSend=S(p,r)+1;                              /* noteSend */
#endif
  if                                              /* mayGo */
  :: d_step { go[S(p,r)]=1; mine=0; SENDING(1) SHOWN("let go") }
  :: atomic { p<P && faults<K -> faults++; goto GONE_STOP }
  fi;
#ifdef MUT_ORDER
  if :: r==0 && R>1 -> goto DONE :: else fi;
#endif
#if R>1
  if :: r==0 -> prepareReport(NOT_READY) :: r!=0 fi;
#endif
  letGo();
  OURS_FIRST(P_STOP);
  if                                              /* finishAttempt */
#ifdef MUT_COMMIT
  :: IS_OURS && e!=E_UNKNOWN -> recordSent(r,num,p,f,true,dg,P_STOP)
  :: IS_OURS && e==E_UNKNOWN -> recordFailure(r,num,p,f,P_STOP); goto P_STOP
#else
  :: IS_OURS && e==E_SENT -> recordSent(r,num,p,f,true,dg,P_STOP)
  :: IS_OURS && e!=E_SENT -> recordFailure(r,num,p,f,P_STOP); goto P_STOP
#endif
  NOT_OURS(P_STOP)
  fi;
  goto DONE;
GONE_STOP:                                        /* not let go: taken back, and the pass ends */
  atomic { x=0; bad=1 };
GONE:
  takeBackAttempt(r,f,num,TAKEN_BACK);
TAKEN_BACK:
  if :: atomic { bad -> goto P_STOP } :: !bad fi;
DONE:
  atomic { e=0; f=0; num=0; dg=0; x=0; mine=0; SENDING(0) r++ }
}
