/* driver/src/deliver: commitSent, recordSent, recordFailure; spool/src/home: takeAside, holdReport. `bad` says that one
   has thrown. */

/* Into held/, under a name that is free, then away from where it was: another pass may have done so. */
inline holdReport(rr,ix) {
  if
  :: d_step { taken[ix]!=0 -> held[rr] = held[rr] | taken[ix] };
     taken[ix]=0
  :: taken[ix]==0 -> bad=1
  fi
}

inline takeFromPending(rr,dig) {
#ifdef MUT_TAKE
  x=pending[rr];
  if
  :: x==0
  :: x==dig -> pending[rr]=0
  :: x!=0 && x!=dig -> d_step { held[rr] = held[rr] | pending[rr]; pending[rr]=0 }
  fi;
#else
  d_step {                                        /* takeAside: rename */
    x=pending[rr];
    if
    :: x!=0 -> taken[S(p,rr)]=x; pending[rr]=0; POWERED(gpending[rr]=x)
#ifdef RMATT
       gone=0
#endif
    :: else
    fi
  };
  if
  :: x==0
  :: x!=0 ->
     if                                           /* digestAt */
     :: taken[S(p,rr)]==dig -> taken[S(p,rr)]=0   /* removeTaken */
     :: taken[S(p,rr)]!=dig -> holdReport(rr,S(p,rr))
     fi
  fi;
#endif
  x=0
}

#define PUT(rr,content) assert(HAS_GONE(rr,content)); sent[rr]=content   /* (2) */

/* From the snapshot of token tok; `synced` and `bytes` where this pass has sent it. x: linked. */
inline linkSentBytes(rr,tok,synced,dig) {
  if
  :: synced && snap[S(tok,rr)]==dig ->            /* isUnchanged, then link */
     if
     :: d_step { snap[S(tok,rr)]!=0 && sent[rr]==0 -> PUT(rr,dig); x=1 }
     :: snap[S(tok,rr)]!=0 && sent[rr]!=0
     :: snap[S(tok,rr)]==0 -> if :: sent[rr]!=0 :: sent[rr]==0 -> bad=1 fi
     fi
  :: !(synced && snap[S(tok,rr)]==dig) ->
     if                                           /* bytes, snapshot, pending */
     :: synced -> x=1
     :: !synced && snap[S(tok,rr)]==dig -> x=1
     :: !synced && snap[S(tok,rr)]!=dig -> x=(pending[rr]==dig)
     fi;
     if
     :: x==0
     :: x==1 && IS_GONE -> bad=1; x=0
     :: x==1 && !IS_GONE -> newSent[p]=1;
        if
        :: d_step { newSent[p] && sent[rr]==0 -> PUT(rr,dig) }
        :: newSent[p] && sent[rr]!=0 -> x=0
        :: !newSent[p] -> x=0; if :: sent[rr]!=0 :: sent[rr]==0 -> bad=1 fi
        fi;
        d_step { newSent[p]=0; UNLIST(listedSent,p) }
     fi
  fi
}

inline commitSent(rr,tok,synced,dig) {
  linkSentBytes(rr,tok,synced,dig);
  if
  :: bad || x==1
  :: !bad && x==0 ->                              /* digestAt(sent) */
     if :: sent[rr]==0 || sent[rr]==dig :: sent[rr]!=0 && sent[rr]!=dig -> isConflict=1 fi
  fi;
  x=0;
  if
  :: bad || (isConflict && sent[rr]!=dig)
  :: else -> takeFromPending(rr,dig)
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
  :: else ->
     removeAttemptRecord(rr);
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
