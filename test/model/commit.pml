/* driver/src/deliver: commitSent, recordSent, recordFailure; spool/src/home: takeAside, holdReport. `bad` says that one
   has thrown. */

/* Into held/, under a name that is free, then away from where it was: another pass may have done so. */
inline holdReport(rr,ix) {
  if
  :: d_step { taken[ix]!=0 -> held[rr] = held[rr] | taken[ix] };
     d_step { taken[ix]=0; x=0; SHOWN("unlink taken") }
  :: d_step { taken[ix]==0 -> bad=1; x=0; SHOWN("taken is gone") }
  fi
}

/* takeAside, in a step: rename. */
#ifdef RMATT
#define ATTEMPTS_BACK gone=0;
#else
#define ATTEMPTS_BACK
#endif
#define TAKE_ASIDE(rr) \
  x=pending[rr]; \
  if \
  :: x!=0 -> taken[S(p,rr)]=x; pending[rr]=0; ATTEMPTS_BACK POWERED(gpending[rr]=x) \
  :: else \
  fi; \
  SHOWN("take from pending")

/* Behind TAKE_ASIDE. */
inline dealWithTaken(rr,dig) {
#ifdef MUT_TAKE
  if
  :: x==0
  :: d_step { x==dig -> pending[rr]=0; x=0 }
  :: d_step { x!=0 && x!=dig -> held[rr] = held[rr] | pending[rr]; pending[rr]=0; x=0 }
  fi
#else
  if
  :: x==0
  :: x!=0 && taken[S(p,rr)]==dig ->               /* digestAt */
     d_step { taken[S(p,rr)]=0; x=0; SHOWN("unlink taken") }   /* removeTaken */
  :: x!=0 && taken[S(p,rr)]!=dig -> holdReport(rr,S(p,rr))
  fi
#endif
}
#ifdef MUT_TAKE
#undef TAKE_ASIDE
#define TAKE_ASIDE(rr) x=pending[rr]
#endif

#define PUT(rr,content) assert(HAS_GONE(rr,content)); sent[rr]=content   /* (2) */

/* From the snapshot of token tok; `synced` and `bytes` where this pass has sent it. x: linked. */
inline linkSentBytes(rr,tok,synced,dig) {
  if
  :: synced && snap[S(tok,rr)]==dig ->            /* isUnchanged, then link */
     if
     :: d_step { snap[S(tok,rr)]!=0 && sent[rr]==0 -> PUT(rr,dig); x=1 }
     :: snap[S(tok,rr)]!=0 && sent[rr]!=0
     :: snap[S(tok,rr)]==0 -> if :: sent[rr]!=0 :: d_step { sent[rr]==0 -> bad=1 } fi
     fi
  :: d_step { !(synced && snap[S(tok,rr)]==dig) -> x=(synced || snap[S(tok,rr)]==dig) };   /* bytes, snapshot, pending */
     if
     :: x==1
     :: d_step { x==0 -> x=(pending[rr]==dig) }
     fi;
     if
     :: x==0
     :: d_step { x==1 && IS_GONE -> bad=1; x=0 }
     :: d_step { x==1 && !IS_GONE -> newSent[p]=1 };
        if
        :: d_step { newSent[p] && sent[rr]==0 -> PUT(rr,dig) }
        :: d_step { newSent[p] && sent[rr]!=0 -> x=0; SHOWN("link in vain") }
        :: d_step { !newSent[p] -> x=0; SHOWN("link in vain") }; if :: sent[rr]!=0 :: d_step { sent[rr]==0 -> bad=1 } fi
        fi;
        d_step { newSent[p]=0; UNLIST(listedSent,p) }
     fi
  fi
}

inline commitSent(rr,tok,synced,dig) {
  linkSentBytes(rr,tok,synced,dig);
  if
  :: d_step { bad -> x=0 }
  :: d_step { !bad && x==1 -> TAKE_ASIDE(rr) };
     dealWithTaken(rr,dig)
  :: d_step { !bad && x==0 && sent[rr]!=0 && sent[rr]!=dig -> isConflict=1 }   /* digestAt(sent) */
  :: !bad && x==0 && (sent[rr]==0 || sent[rr]==dig) ->
     d_step { TAKE_ASIDE(rr) };
     dealWithTaken(rr,dig)
  fi
}

inline recordSent(rr,num,tok,f,synced,dig,FAIL) {
  commitSent(rr,tok,synced,dig);
  if
  :: bad ->                                       /* orKeepOnRecord */
     if :: rtok[rr]!=0 :: rtok[rr]==0 -> saveAttemptRecord(rr,num,1,0,0,0,FAIL) fi;
     assertOurs(FAIL); goto FAIL
  :: !bad && isConflict && sent[rr]!=dig ->       /* rememberSent */
     saveAttemptRecord(rr,num,1,0,0,0,FAIL);
     removeAttemptFiles(rr,num,tok);
     goto FAIL
  :: d_step { !bad && !(isConflict && sent[rr]!=dig) -> REMOVE_RECORD(rr) };
     removeAttemptFiles(rr,num,tok)
  fi
}

#ifdef MUT_FLAG
#define FLAG_OF(e) (e==E_MAYBE)
#elif defined(MUT_SIGNAL)
#define FLAG_OF(e) (e==E_UNKNOWN)
#else
#define FLAG_OF(e) (e==E_MAYBE || e==E_UNKNOWN)
#endif

inline recordFailure(rr,num,tok,f,FAIL) {
  saveAttemptRecord(rr,num,(f || FLAG_OF(e)),0,0,0,FAIL);
  removeAttemptFiles(rr,num,tok)
}
