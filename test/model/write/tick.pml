/* monitor/src/tick: tick, TickWork, markBegun, settleRun, publish; subcommands/tick: tickAlone. */

/* assertAlone: a tick that lets others look is guarded by what it writes. */
inline assertAlone() {
  if :: !isAlone || tickLock==p :: isAlone && tickLock!=p -> bad=1 fi
}

/* findDue, of the state as it was when the tick began: pending, or begun by a tick that is gone. */
inline findDue() {
  d_step {
    isAny=0; z=1;
    do
    :: z<=A ->
#ifdef MUT_LEFT
       due[z]=(seen[z]==PENDING);
#else
       due[z]=(seen[z]==PENDING || (seen[z]==RUNNING && ended[seenRunner[z]]));
#endif
       isAny=(isAny || due[z]); z++
    :: z>A -> break
    od;
    z=0
  }
}

/* Only what is still as it was seen: another tick may have begun it. */
inline markBegun() {
  assertAlone();
  d_step {
    z=1;
    do
    :: z<=A ->
#ifndef MUT_BEGUN
       due[z]=(due[z] && (my.queue[z]==PENDING || (my.queue[z]==RUNNING && ended[my.runner[z]])));
#endif
       if :: due[z] && !bad -> my.queue[z]=RUNNING; my.runner[z]=p :: else fi; z++
    :: z>A -> break
    od;
    z=0
  }
}

/* The verifications, and their ends. */
inline runDue() {
  d_step {
    z=1;
    do
    :: z<=A -> assert(!due[z] || !atWork[z]) /* (5) */; z++
    :: z>A -> break
    od;
    z=0
  }
}

/* What could not be put on record is not begun. */
inline forgetUnbegun() {
  d_step { z=1; do :: z<=A -> due[z]=(due[z] && !bad); z++ :: z>A -> break od; z=0; bad=0 }
}

inline settleRun() {
  d_step {
    n=1;
    do
    :: n<=A -> if :: due[n] -> my.queue[n]=DONE; my.runner[n]=0; putIntoOutbox(CHECK_OF(n)) :: else fi; n++
    :: n>A -> break
    od;
    n=0
  }
}

inline settleRound() {
  assertAlone();
  settleDeadWrites();
  settleRun()
}

/* leave: other ticks may look from now on. */
inline leave() {
  d_step { isAlone=0; if :: tickLock==p -> tickLock=0 :: else fi }
}

inline publish() {
  UPDATE(settleRound());
  bad=0                                           /* kept, and thrown when all else is done */
}

inline tick() {
  if                                              /* tickAlone */
  :: d_step { tickLock==0 || ended[tickLock] -> tickLock=p }; isAlone=1
  :: d_step { tickLock!=0 && !ended[tickLock] && p<P && faults<K -> faults++; tickLock=p }; isAlone=1
  :: tickLock!=0 && !ended[tickLock]              /* another tick is at work */
  fi;
  if
  :: !isAlone
  :: isAlone ->
     flushOutbox();                               /* readState */
     bad=0;
     d_step { z=1; do :: z<=A -> seen[z]=disk.queue[z]; seenRunner[z]=disk.runner[z]; z++ :: z>A -> break od; z=0 };
     assertAlone();
     if
     :: bad
     :: !bad ->
        findDue();
        if
        :: isAny -> UPDATE(markBegun()); forgetUnbegun()
        :: !isAny
        fi;
        runDue();
#ifdef SLOW
        if :: true :: leave() fi;
#endif
        publish();
        flushOutbox()
     fi;
     d_step { if :: tickLock==p -> tickLock=0 :: else fi; isAlone=0 }
  fi;
  d_step {
    bad=0; isAny=0; z=1;
    do :: z<=A -> due[z]=0; seen[z]=0; seenRunner[z]=0; z++ :: z>A -> break od; z=0
  }
}
