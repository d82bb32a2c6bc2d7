/* driver/src/pass/assertOurs, fence; driver/src/attempt; driver/src/send/lookAtAttempt. In each inline p is the pass
   that calls it, and FAIL where it goes when another pass took over. */

#ifdef RMATT
/* Stages the fence and links it: whoever clears the staged one away has put up a fence of its own. Only while a send of its
   own is under way, which it alone remembers: else all that it knows may be out of date. */
#ifdef MUT_RESTORE
#define MAY_RESTORE (lock==p || lock==0)
#else
#define MAY_RESTORE (isSending && lock==p)
#endif
#define RESTORE_FENCE(FAIL) \
  :: atomic { owner==0 -> if :: MAY_RESTORE :: else -> goto FAIL fi }; \
     if :: d_step { owner==0 -> gone=0; owner=p } :: owner==p :: atomic { owner!=0 && owner!=p -> goto FAIL } fi
#else
#define RESTORE_FENCE(FAIL)
#endif

inline assertOurs(FAIL) {
  if
  :: owner==p
  :: atomic { owner!=p && owner!=0 -> goto FAIL }
  RESTORE_FENCE(FAIL)
  fi
}

/* The same where what follows depends on what is known already: OURS_FIRST(FAIL), then `if :: IS_OURS && … NOT_OURS(FAIL) fi`. */
#ifdef RMATT
#define OURS_FIRST(FAIL) assertOurs(FAIL)
#define IS_OURS true
#define NOT_OURS(FAIL)
#else
#define OURS_FIRST(FAIL)
#define IS_OURS owner==p
#define NOT_OURS(FAIL) :: atomic { owner!=p -> goto FAIL }
#endif

#define PUT_RECORD(rr,num,f,tok,beh,dig) \
  newRecord[p]=0; UNLIST(listedRecords,p); \
  rex[rr]=1; rnum[rr]=num; rflag[rr]=f; rtok[rr]=tok; rbeh[rr]=beh; rdig[rr]=dig; POWERED(rboot[rr]=boot; gex[rr]=0)

/* The record of an attempt of this pass: the shell starts with it. One that waits already is as good as a new one. */
#define STAGE_RECORD(rr,tok) \
  if \
  :: tok==p && shell[S(p,rr)]==0 -> shell[S(p,rr)]=1; busy++ \
  :: else \
  fi; \
  newRecord[p]=1

/* replaceFile(record, check): stage, assertOurs, rename. */
inline saveAttemptRecord(rr,num,f,tok,beh,dig,FAIL) {
#ifdef RMATT
  do                                              /* where attempts/ is gone, once more with a fence */
  :: gone -> assertOurs(FAIL)
  :: d_step { !gone -> STAGE_RECORD(rr,tok) };
     if
     :: owner==p
     :: atomic { owner!=p && owner!=0 -> newRecord[p]=0; UNLIST(listedRecords,p); goto FAIL }
     RESTORE_FENCE(FAIL)
     fi;
     if
     :: atomic { newRecord[p] -> d_step { PUT_RECORD(rr,num,f,tok,beh,dig) }; break }
     :: !newRecord[p] -> assertOurs(FAIL)
     fi
  od;
  skip                                            /* SPIN: no break leads into a d_step */
#else
  d_step { STAGE_RECORD(rr,tok) };
#ifndef MUT_GUARD
  if
  :: owner==p
  :: atomic { owner!=p -> newRecord[p]=0; UNLIST(listedRecords,p); goto FAIL }
  fi;
#endif
  if
  :: d_step { newRecord[p] -> PUT_RECORD(rr,num,f,tok,beh,dig) }
  :: atomic { !newRecord[p] -> goto FAIL }
  fi
#endif
}

#ifdef POWER
#define KEEP_GHOST(rr) \
  if \
  :: rex[rr] -> gex[rr]=1; gflag[rr]=rflag[rr]; gtok[rr]=rtok[rr]; gdig[rr]=rdig[rr]; gbeh[rr]=rbeh[rr]; gboot[rr]=rboot[rr] \
  :: else \
  fi;
#else
#define KEEP_GHOST(rr)
#endif

/* removeAttemptRecord, in a step. */
#define REMOVE_RECORD(rr) KEEP_GHOST(rr) rex[rr]=0; rnum[rr]=0; rflag[rr]=0; rtok[rr]=0; rbeh[rr]=0; rdig[rr]=0

/* readClaim, in a step. c: what it says; ci: whose it is. */
#define READ_CLAIM(rr,num,tok) \
  ci = run_[IX(rr,num,tok)]; \
  if \
  :: ci==0 -> c=ABSENT \
  :: ci!=0 && (rc[ci-1]==EMPTY || rc[ci-1]==REFUSED) -> c=NONE \
  :: ci!=0 && rc[ci-1]==CLAIM -> c=OPEN \
  :: ci!=0 && rc[ci-1]>=EX0 -> c=rc[ci-1] \
  fi

#define ENDING(c) (c==EX0 -> E_SENT : (c==EXN -> E_FAILED : E_MAYBE))
#define IS_OF(ci,tok) (PASS_OF(ci-1)==tok)

inline removeOwnFiles(rr,tok) { d_step { snap[S(tok,rr)]=0; msg[S(tok,rr)]=0 } }

inline removeAttemptFiles(rr,num,tok) {
  d_step { UNLINK_RUN(IX(rr,num,tok)); SHOWN("unlink claim") };
  tmo[IX(rr,num,tok)]=0;
  removeOwnFiles(rr,tok)
}

#ifdef POWER
#define IS_BOOT_ON_RECORD (kboot[r]==boot)
#else
#define IS_BOOT_ON_RECORD true
#endif
#ifdef MUT_BOOT
#define NO_CLAIM_ENDING E_NEVER
#else
#define NO_CLAIM_ENDING (IS_BOOT_ON_RECORD -> E_NEVER : E_UNKNOWN)
#endif

/* judgeAttempt: leaves the ending in e, the sender of one that is open in q. judgeEnded: of one of which nothing runs. */
#define JUDGE_ATTEMPT \
  if \
  :: c<=NONE -> e=NO_CLAIM_ENDING \
  :: c>NONE && !IS_OF(ci,tok) -> e=E_UNKNOWN \
  :: c>=EX0 && IS_OF(ci,tok) -> e=(out -> E_UNKNOWN : ENDING(c)) \
  :: c==OPEN && IS_OF(ci,tok) -> e=(IS_BOOT_ON_RECORD -> E_OPEN : E_UNKNOWN); q=ci-1 \
  fi
#ifdef MUT_SECOND_LOOK
#define JUDGE_ENDED e=(c>=EX0 -> ENDING(c) : E_UNKNOWN)
#else
#define JUDGE_ENDED e=(c>=EX0 && IS_OF(ci,tok) && !out -> ENDING(c) : E_UNKNOWN)
#endif

/* readTraces and its judgement: the claim, then the mark, where the answer counts. */
#ifdef MUT_MARK_FIRST
#define READ_TRACES(judge) \
  out = tmo[IX(r,num,tok)]; \
  d_step { READ_CLAIM(r,num,tok); judge; SHOWN("read claim") }
#else
#define READ_TRACES(judge) \
  d_step { READ_CLAIM(r,num,tok); SHOWN("read claim") }; \
  if \
  :: d_step { c>=OPEN -> out=tmo[IX(r,num,tok)]; judge; SHOWN("look at mark") } \
  IS_STILL_BEHIND \
  :: d_step { c<OPEN && !IS_BEHIND -> judge; SHOWN("look at mark") } \
  fi
#endif

#if defined(POWER) && R>1
#define IS_BEHIND (kboot[r]!=boot && kb[r])
#define IS_STILL_BEHIND \
  :: d_step { c<OPEN && IS_BEHIND -> e=(pending[0]!=0 -> E_NEVER : E_UNKNOWN) }; \
     if :: d_step { e==E_NEVER -> e=(sent[0]==0 -> E_NEVER : E_UNKNOWN) } :: e==E_UNKNOWN fi
#else
#define IS_BEHIND false
#define IS_STILL_BEHIND
#endif

inline lookAtAttempt() {
  READ_TRACES(JUDGE_ATTEMPT);
#ifdef RMATT
  if                                              /* findSenders */
  :: d_step { e==E_NEVER -> if :: IS_AT_WORK(S(tok,r)) -> q=S(tok,r); e=E_OPEN :: else fi }
  :: e!=E_NEVER
  fi;
#endif
  if
#ifndef MUT_RUNNING
  :: e==E_OPEN && !IS_RUNNING(q) -> READ_TRACES(JUDGE_ENDED)   /* isAttemptRunning */
  :: e!=E_OPEN || IS_RUNNING(q)
#else
  :: true
#endif
  fi
}
