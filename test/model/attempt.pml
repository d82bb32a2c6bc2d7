/* driver/src/pass/assertOurs, fence; driver/src/attempt; driver/src/send/lookAtAttempt. In each inline p is the pass
   that calls it, and FAIL where it goes when another pass took over. */

#ifdef RMATT
/* Stages the fence and links it: whoever clears the staged one away has put up a fence of its own. */
#define RESTORE_FENCE(FAIL) \
  :: atomic { owner==0 -> if :: lock==p || lock==0 :: else -> goto FAIL fi }; \
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

/* replaceFile(record, check): stage, assertOurs, rename. */
inline saveAttemptRecord(rr,num,f,tok,beh,dig,FAIL) {
  if
  :: d_step { !IS_GONE -> newRecord[p]=1 }
  :: atomic { IS_GONE -> goto FAIL }
  fi;
#ifndef MUT_GUARD
  if
  :: owner==p
  :: atomic { owner!=p && owner!=0 -> newRecord[p]=0; UNLIST(listedRecords,p); goto FAIL }
  RESTORE_FENCE(FAIL)
  fi;
#endif
  if
  :: d_step { newRecord[p] -> newRecord[p]=0; UNLIST(listedRecords,p);
       rex[rr]=1; rnum[rr]=num; rflag[rr]=f; rtok[rr]=tok; rbeh[rr]=beh; rdig[rr]=dig; POWERED(rboot[rr]=boot; gex[rr]=0) }
  :: atomic { !newRecord[p] -> goto FAIL }
  fi
}

inline removeAttemptRecord(rr) {
  d_step {
#ifdef POWER
    if
    :: rex[rr] -> gex[rr]=1; gflag[rr]=rflag[rr]; gtok[rr]=rtok[rr]; gdig[rr]=rdig[rr]; gbeh[rr]=rbeh[rr]; gboot[rr]=rboot[rr]
    :: else
    fi;
#endif
    rex[rr]=0; rnum[rr]=0; rflag[rr]=0; rtok[rr]=0; rbeh[rr]=0; rdig[rr]=0
  }
}

/* c: what it says; ci: whose it is. */
inline readClaim(rr,num,tok) {
  d_step {
    ci = run_[IX(rr,num,tok)];
    if
    :: ci==0 -> c=ABSENT
    :: ci!=0 && (rc[ci-1]==EMPTY || rc[ci-1]==REFUSED) -> c=NONE
    :: ci!=0 && rc[ci-1]==CLAIM -> c=OPEN
    :: ci!=0 && rc[ci-1]>=EX0 -> c=rc[ci-1]
    fi
  }
}

#define ENDING(c) (c==EX0 -> E_SENT : (c==EXN -> E_FAILED : E_MAYBE))
#define IS_OF(ci,tok) (PASS_OF(ci-1)==tok)

inline removeOwnFiles(rr,tok) { d_step { snap[S(tok,rr)]=0; msg[S(tok,rr)]=0 } }

inline removeAttemptFiles(rr,num,tok) {
  d_step { UNLINK_RUN(IX(rr,num,tok)) };
  tmo[IX(rr,num,tok)]=0;
  removeOwnFiles(rr,tok)
}

/* The claim, then the mark, where the answer counts. */
inline readTraces() {
#ifdef MUT_MARK_FIRST
  out = tmo[IX(r,num,tok)];
  readClaim(r,num,tok)
#else
  readClaim(r,num,tok);
  if :: c>=OPEN -> out = tmo[IX(r,num,tok)] :: else fi
#endif
}

inline judgeAttempt() {
#ifdef POWER
  if
  :: c<=NONE && kboot[r]!=boot && kb[r] ->      /* isStillBehind */
     e=(pending[0]!=0 -> E_NEVER : E_UNKNOWN);
     if :: e==E_NEVER -> e=(sent[0]==0 -> E_NEVER : E_UNKNOWN) :: else fi
  :: else
  fi;
#endif
  d_step {
    if
#ifdef MUT_BOOT
    :: c<=NONE -> e=E_NEVER
#elif defined(POWER)
    :: c<=NONE && e!=0
    :: c<=NONE && e==0 -> e=(kboot[r]==boot -> E_NEVER : E_UNKNOWN)
#else
    :: c<=NONE -> e=E_NEVER
#endif
    :: c>NONE && !IS_OF(ci,tok) -> e=E_UNKNOWN
    :: c>=EX0 && IS_OF(ci,tok) -> e=(out -> E_UNKNOWN : ENDING(c))
#ifdef POWER
    :: c==OPEN && IS_OF(ci,tok) -> e=(kboot[r]==boot -> E_OPEN : E_UNKNOWN)
#else
    :: c==OPEN && IS_OF(ci,tok) -> e=E_OPEN
#endif
    fi
  }
}

/* Leaves the ending in e, the sender of one that is open in q. */
inline lookAtAttempt() {
  readTraces();
  judgeAttempt();
  if
  :: e==E_OPEN -> q=ci-1
#ifdef RMATT
  :: e==E_NEVER ->                                /* findSenders */
     if :: runs[S(tok,r)] -> q=S(tok,r); e=E_OPEN :: !runs[S(tok,r)] fi
#endif
  :: else
  fi;
  if
#ifndef MUT_RUNNING
  :: e==E_OPEN && !IS_RUNNING(q) ->               /* isAttemptRunning */
     readTraces();
     d_step {                                     /* judgeEnded */
#ifdef MUT_SECOND_LOOK
       e=(c>=EX0 -> ENDING(c) : E_UNKNOWN)
#else
       e=(c>=EX0 && IS_OF(ci,tok) && !out -> ENDING(c) : E_UNKNOWN)
#endif
     }
#endif
  :: else
  fi
}
