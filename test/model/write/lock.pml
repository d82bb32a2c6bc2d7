/* monitor/src/state: StateFile.update; spool/src/home: acquireLock, removeLock, replaceFile. In each inline p is the
   monitor that calls it, `my` the state that it has read and changes, `bad` says that it has thrown. */

#define IS_DEAD(lock) (ended[HOLDER(lock)])

/* Renamed away, looked at, and put back if it is not one to be removed: another monitor may have been faster. */
inline removeLock() {
  d_step { taken=lock; isTakenStale=isStale; lock=0; isStale=0 };
  d_step {
    if
    :: taken==0
    :: taken!=0 && (IS_DEAD(taken) || isTakenStale || HOLDER(taken)==p)
    :: else -> if :: lock==0 -> lock=taken :: else fi
    fi;
    taken=0; isTakenStale=0
  }
}

/* A lock that has this monitor's name but is not held by it was moved away and put back: it goes as well. */
inline acquireLock() {
  do
  :: d_step { lock==0 -> me=(me==0 -> p : me+P); lock=me; isStale=0 }; break
  :: lock!=0 && (IS_DEAD(lock) || isStale || HOLDER(lock)==p) -> removeLock()
  :: d_step { lock!=0 && p<P && faults<K -> faults++; bad=1 }; break   /* waited for in vain */
  od
}

/* lock.release */
inline release() {
  if
  :: lock==me ->                                  /* then away with it, and a look at what it is */
     if
     :: d_step { lock==me -> lock=0; isStale=0 }
     :: d_step { lock!=me -> taken=lock; lock=0; isStale=0 };
        d_step { if :: lock==0 -> lock=taken :: else fi; taken=0 }
     fi
  :: lock!=me
  fi
}

inline removeStaged() {
#ifdef MUT_STAGED
  skip
#else
  d_step { z=1; do :: z<=P -> staged[z]=0; z++ :: z>P -> break od; z=0 }
#endif
}

inline read() { d_step { copyState(my,disk) } }

/* replaceFile: stage, look at the lock and at the state, rename. */
inline save() {
  staged[p]=1;
#ifndef MUT_LOOK
  if                                              /* assertOurs */
  :: lock==me
  :: d_step { lock!=me -> staged[p]=0; bad=1 }
  fi;
#endif
#ifndef MUT_UNCHANGED
  if                                              /* assertUnchanged */
  :: bad || disk.savedBy==my.savedBy
  :: d_step { !bad && disk.savedBy!=my.savedBy -> staged[p]=0; bad=1 }
  fi;
#endif
  if
  :: bad
  :: d_step { !bad && staged[p] -> staged[p]=0; assert(!my.isTwice) /* (3) */; my.savedBy=me; copyState(disk,my) } SYNCED_STEP
  :: !bad && !staged[p] -> bad=1
  fi
}

/* `change` may throw; nothing is saved then. */
#define UPDATE(change) \
  acquireLock(); \
  if \
  :: bad \
  :: !bad -> \
     removeStaged(); \
     read(); \
     change; \
     if :: !bad -> save() :: bad fi; \
     d_step { forgetState(my) }; \
     release() \
  fi
