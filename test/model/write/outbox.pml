/* monitor/src/outbox: putIntoOutbox, flushOutbox, enqueueOnce. */

/* The id of a report that this monitor makes now. It makes the same news anew only after it could not be saved. */
#define NEW_ID (p+P*round)

inline putIntoOutbox(news) {
  if :: my.outbox[news]!=0 -> my.isTwice=1 :: else fi;
  my.outbox[news]=NEW_ID
}

/* An id that is there already is a success. */
inline enqueueOnce(news, id) {
  if
  :: d_step { assert(told[news]==0 || told[news]==id) /* (3) */; told[news]=id }
  :: atomic { p<P && faults<K -> faults++; bad=1 }
  fi
}

inline clearOutbox() {
  d_step {
    z=1;
    do
    :: z<=NEWS -> if :: my.outbox[z]==sending[z] -> my.outbox[z]=0 :: else fi; z++
    :: z>NEWS -> break
    od;
    z=0
  }
}

inline enqueueAll() {
  n=1;
  do
  :: n<=NEWS && sending[n]!=0 && !bad ->
#ifdef MUT_ID
     enqueueOnce(n, NEW_ID);
#else
     enqueueOnce(n, sending[n]);
#endif
     n++
  :: atomic { n<=NEWS && (sending[n]==0 || bad) -> n++ }
  :: atomic { n>NEWS -> n=0; break }
  od
}

#ifdef MUT_READ_SYNC
#define SYNC_WHAT_WAS_READ
#elif defined(POWER)
#define SYNC_WHAT_WAS_READ d_step { copyState(synced,disk) };
#else
#define SYNC_WHAT_WAS_READ
#endif

inline flushOutbox() {
  d_step {                                        /* file.read, without the lock */
    isAny=0; z=1;
    do :: z<=NEWS -> sending[z]=disk.outbox[z]; isAny=(isAny || disk.outbox[z]!=0); z++ :: z>NEWS -> break od;
    z=0
  };
  if
  :: isAny ->
     SYNC_WHAT_WAS_READ
#ifdef MUT_CLEAR
     UPDATE(clearOutbox());
     enqueueAll();
     skip
#else
     enqueueAll();
     if :: !bad -> UPDATE(clearOutbox()) :: bad fi
#endif
  :: !isAny
  fi;
  d_step { isAny=0; z=1; do :: z<=NEWS -> sending[z]=0; z++ :: z>NEWS -> break od; z=0 }
}
