/* What is on disk, what runs, and what only the properties know. */

#ifndef K
#define K 1
#endif
#ifndef P
#define P (K+1)
#endif
#ifndef A
#define A 1
#endif

/* The stations of a verification in the queue. */
#define PENDING 1
#define RUNNING 2
#define DONE 3

/* The state file. A run has the number of its approval. */
typedef Stored {
  byte approval;                  /* 0: none */
  byte write, by;                 /* writes: the run that has begun and not ended (0: none), and its monitor */
  byte queue[A+1], runner[A+1];   /* the verification of each run, and the tick that has begun it */
  byte outbox[2*A+1];             /* of each piece of news the id of the report that has it (0: not in the outbox) */
  byte savedBy;                   /* the lock under which it was saved: which file it is */
  bool isTwice;                   /* a piece of news is in the outbox twice */
}

/* The news of a run: how it ended, and how its verification did. */
#define END_OF(run) (run)
#define CHECK_OF(run) (A+(run))
#define NEWS (2*A)

Stored disk;
bool staged[P+1];                 /* <state>.….new; its content is what its monitor has read and changed */
byte told[NEWS+1];                /* pending/ and sent/: id of the report that has this piece of news */

/* A lock is known by its holder and by which of its acquisitions it is. */
#define HOLDER(lock) (((lock)-1)%P+1)
byte lock;                        /* of the state; 0: free */
bool isStale;                     /* it is an old one: its holder was suspended */
byte tickLock;

/* Monitors. */
byte started;
bool dead[P+1], ended[P+1];       /* dead: killed; ended: it is there no more, whatever ended it */
byte busy;                        /* monitors and commands that run */
bool closed;                      /* the last monitor has begun: no faults any more */
byte faults;

/* The command of a write, known by the monitor that started it. */
#define WAITS 1                   /* at its gate */
#define WORKS 2
#define GONE 3
byte command[P+1];
bool mayGo[P+1], killed[P+1];
byte code[P+1];                   /* what it ended with */
#define SUCCESS 1
#define FAILURE 2

/* What the properties know. */
bool isGiven[A+1];                /* the approval was given, and somebody was told so */
bool begun[A+1], atWork[A+1], succeeded[A+1];
#if A>1
bool isAsked;                     /* somebody gives the second approval, which replaces the first one */
#define IS_REPLACED(run) (run==1 && isAsked)
#else
#define IS_REPLACED(run) false
#endif
byte working;                     /* commands at work */

#ifdef POWER
bool isCut;
Stored synced;                     /* what surely survives a power cut */
#define SYNCED_STEP ; d_step { copyState(synced,disk) }
#else
#define SYNCED_STEP
#endif

inline copyState(to, from) {
  to.approval=from.approval; to.write=from.write; to.by=from.by; to.savedBy=from.savedBy; to.isTwice=from.isTwice;
  z=1; do :: z<=A -> to.queue[z]=from.queue[z]; to.runner[z]=from.runner[z]; z++ :: z>A -> break od;
  z=1; do :: z<=NEWS -> to.outbox[z]=from.outbox[z]; z++ :: z>NEWS -> break od;
  z=0
}

inline forgetState(it) {
  it.approval=0; it.write=0; it.by=0; it.savedBy=0; it.isTwice=0;
  z=1; do :: z<=A -> it.queue[z]=0; it.runner[z]=0; z++ :: z>A -> break od;
  z=1; do :: z<=NEWS -> it.outbox[z]=0; z++ :: z>NEWS -> break od;
  z=0
}
