/* monitor/src/write: runWrite, begin, recordEnd, isWriteAlive, settleDeadWrites; subcommands: approve. */

#define IS_THERE(monitor) (command[monitor]==WAITS || command[monitor]==WORKS)
#ifdef MUT_ALIVE
#define isWriteAlive (!ended[my.by])
#else
#define isWriteAlive (!ended[my.by] || IS_THERE(my.by))
#endif

/* Nobody saw how it ended. */
inline settleDeadWrites() {
  if
  :: my.write!=0 && !isWriteAlive ->
     d_step {
       putIntoOutbox(END_OF(my.write));
       my.queue[my.write]=PENDING; my.runner[my.write]=0;
       my.write=0; my.by=0
     }
  :: my.write==0 || isWriteAlive
  fi
}

inline begin() {
  if
  :: my.write!=0 && isWriteAlive -> bad=1         /* assertNoOther */
  :: else ->
     settleDeadWrites();
     atomic {
       run_=my.approval;
       if
       :: run_==0                                 /* refused */
       :: else ->
          command[p]=WAITS; busy++; run Command(p,run_);
#ifndef MUT_APPROVAL
          my.approval=0;
#endif
#ifndef MUT_INTENTION
          my.write=run_; my.by=p
#endif
       fi
     }
  fi
}

inline recordEnd() {
  d_step {
#ifdef MUT_APPROVAL
    my.approval=0;
#endif
    if :: my.write==run_ -> my.write=0; my.by=0 :: else fi;
#ifndef MUT_QUEUE
    if :: code[p]==SUCCESS -> my.queue[run_]=PENDING; my.runner[run_]=0 :: else fi;
#endif
#ifndef MUT_OUTBOX
    putIntoOutbox(END_OF(run_))
#endif
  }
}

inline queueVerification() {
  d_step { if :: code[p]==SUCCESS -> my.queue[run_]=PENDING; my.runner[run_]=0 :: else fi }
}

inline runWrite() {
  UPDATE(begin());
  if
  :: bad || run_==0                               /* the gate is shut */
  :: !bad && run_!=0 ->
     mayGo[p]=1;                                  /* letGo */
     command[p]==GONE;
#ifdef MUT_OUTBOX
     enqueueOnce(END_OF(run_), NEW_ID);
#endif
     if :: !bad -> UPDATE(recordEnd()) :: bad fi;
#ifdef MUT_QUEUE
     if :: !bad -> UPDATE(queueVerification()) :: bad fi;
#endif
  fi;
  if :: !bad -> flushOutbox() :: bad fi
}

#if A>1
inline giveApproval() { my.approval=2 }

inline approve() {
  UPDATE(giveApproval());
  isGiven[2]=!bad
}
#endif
