/* What is on disk, what runs, and what only the properties know. */

#ifndef K
#define K 1
#endif
#ifndef P
#define P (K+1)
#endif
#ifndef R
#define R 1
#endif
#ifndef T
#define T 0
#endif
#ifndef F
#define F 1
#endif

/* A sender is known by its pass and its report. So are the files of an attempt: the token of the pass is in their
   names, and a pass has at most one attempt of a report under way. */
#define NS (P*R)
#define S(pass,report) (((pass)-1)*R+(report))
#define PASS_OF(sender) ((sender)/R+1)
#ifdef MUT_NAMES
/* Claim and mark are named after report and number alone. */
#define NRUN (R*(P+2))
#define IX(report,number,token) ((report)*(P+2)+(number))
#else
#define NRUN NS
#define IX(report,number,token) S(token,report)
#endif
#if defined(MUT_NAMES) || defined(RMATT)
#define AFTER(number) ((number)+1)
#define BEFORE(number) ((number)-1)
#else
/* The number of an attempt decides nothing. */
#define AFTER(number) 0
#define BEFORE(number) 0
#endif

/* What a .run holds. From EX0 on it is a receipt; the shell ends with the same codes. */
#define EMPTY 0
#define CLAIM 1
#define REFUSED 2
#define EX0 3
#define EXN 4      /* says no */
#define EXS 5      /* killed by a signal: may have sent */
#define C75 6      /* of the shell: it did not run the command */
#define CNULL 7    /* of the shell: killed */

/* What readClaim finds beside a receipt. */
#define ABSENT 0
#define NONE 1
#define OPEN 2

/* How an attempt ended. */
#define E_NEVER 1
#define E_SENT 2
#define E_FAILED 3   /* no flag */
#define E_MAYBE 4    /* failed by a signal: flag */
#define E_UNKNOWN 5
#define E_FLIGHT 6
#define E_OPEN 7

/* The home. Contents: 0 is no file, 1 as enqueued, 2 edited. */
byte pending[R], sent[R];
byte held[R];                     /* bit of each content that has a name there */
byte owner;                       /* the fence: a pass, 0 is no file */
byte lock;
bool rex[R], rflag[R], rbeh[R];   /* <id>.json: is there, maybeDuplicate, behind the report before it */
byte rtok[R], rdig[R], rnum[R];   /* token (0: nothing under way), digest, number */
byte run_[NRUN];                  /* .run: sender + 1 */
bool tmo[NRUN];                   /* .timeout */
byte snap[NS];                    /* .sent: content */
bool msg[NS];                     /* .message, .output and .result */
byte taken[NS];                   /* .taken: content */
bool newFence[P+1], newRecord[P+1], newSent[P+1];   /* *.new */
#if defined(MUT_NAMES) || defined(RMATT)
byte numberOf[NS];                /* what a claim says */
#define NUMBER_OF(sender) numberOf[sender]
#else
#define NUMBER_OF(sender) 0
#endif
#ifdef RMATT
bool gone;                        /* there is no attempts/ */
#define IS_GONE gone
byte lastSend;                    /* last-send.json: sender + 1 */
/* Whom findSenders sees: a command, and a shell that holds its claim open. */
#ifdef MUT_FIND
#define IS_AT_WORK(s) runs[s]
#else
#define IS_AT_WORK(s) (runs[s] || (shell[s]==1 && rc[s]==CLAIM))
#endif
#else
#define IS_GONE false
#endif
/* What a record says that is not there. */
#ifdef MUT_LAST_SEND
#define IS_LAST_SEND(report) false
#define IS_LAST_SEND_LOST false
#elif defined(RMATT)
#define IS_LAST_SEND(report) (!rex[report] && lastSend!=0 && (lastSend-1)%R==(report))
#define IS_LAST_SEND_LOST (lastSend!=0 && !rex[(lastSend-1)%R] && pending[(lastSend-1)%R]!=0)
#endif
#ifdef RMATT
#define FLAG_ON_RECORD(report) (rflag[report] || IS_LAST_SEND(report))
#define NUMBER_ON_RECORD(report) (IS_LAST_SEND(report) -> numberOf[lastSend-1] : rnum[report])
#else
#define FLAG_ON_RECORD(report) rflag[report]
#define NUMBER_ON_RECORD(report) rnum[report]
#endif

/* A listing of the names in attempts/ with random parts, by a pass: bit of the pass that wrote each. A name that is
   gone is never there again. */
byte listedRecords[P+1], listedFences[P+1], listedSent[P+1];

/* Inodes of the claims: the shell holds its own open, whatever becomes of the name. */
byte rc[NS];

/* Processes. */
bool flagOf[NS]; byte digestOf[NS];   /* what a sender was given */
bool go[NS], dismissed[NS], killed[NS], shellKilled[NS], term[NS], runs[NS];
byte shell[NS];                   /* 0 not started, 1 runs, 2 has ended */
byte code[NS];                    /* what it ended with */
byte started;                     /* passes */
bool ended[P+1], dead[P+1];
byte busy;                        /* passes, shells and commands that run */
bool closed;                      /* the last pass has begun: no faults any more */

/* Budgets. */
byte faults, outs = T, noes = F;

/* What the properties know. */
byte effects[R];                  /* 0, 1, more */
byte whatWent[R];                 /* bit of each content that had its effect */
bool edited, removed, isConflict, isDrained;
byte robbed;                      /* bit of each pass whose lock was stolen */

#ifdef POWER
byte boot, rboot[R];
/* What a power cut may bring back: removals that were not synced. */
bool gex[R], gflag[R], gbeh[R];
byte gtok[R], gdig[R], gboot[R], gpending[R];
#define IS_THIS_BOOT(report) (rboot[report]==boot)
#define POWERED(x) x;
#else
#define IS_THIS_BOOT(report) true
#define POWERED(x)
#endif

#ifdef EDIT
#define EDITED EDIT
#define WENT(report,content) whatWent[report] = whatWent[report] | (content)
#define HAS_GONE(report,content) ((whatWent[report] & (content)) != 0)
#else
#define EDITED 0
#define WENT(report,content) skip
#define HAS_GONE(report,content) (effects[report] > 0)
#endif

/* At the end of a d_step: SPIN prints the last statement of it, and nothing where that is an if. A search makes nothing of
   it. vocabulary.ts says by which calls the code does what stands there. */
#define SHOWN(what) printf(what)

#define IS_RUNNING(s) (shell[s]==1 || runs[s])

/* Removes a claim's name. An inode that nobody holds is nothing any more. */
#define UNLINK_RUN(ix) \
  if \
  :: run_[ix]!=0 && !IS_RUNNING(run_[ix]-1) -> rc[run_[ix]-1]=EMPTY; run_[ix]=0 \
  :: else -> run_[ix]=0 \
  fi

/* A name with a random part is gone: it is on no list any more. */
#define UNLIST(lists, pass) \
  z=1; do :: z<=P -> lists[z] = lists[z] & ~(1<<(pass)); z++ :: z>P -> break od; z=0
