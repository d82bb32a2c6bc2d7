/* driver/src/send: senderScript, and the send command. */

/* SIGKILL to the group. */
#define KILL(s) \
  if \
  :: shell[s]==1 -> killed[s]=1; code[s]=CNULL; shell[s]=2; busy--; runs[s]=0 \
  :: shell[s]!=1 && runs[s] -> killed[s]=1; busy--; runs[s]=0 \
  :: else \
  fi

#define HAS_EFFECT \
  assert(effects[r]==0 || flagOf[s]);             /* (1) */ \
  assert(r==0 || sent[0]!=0 || isConflict);       /* (4) */ \
  effects[r] = (effects[r]<2 -> effects[r]+1 : 2); WENT(r,digestOf[s])

#define FORGET_SENDER \
  x=0; did=0; go[s]=0; dismissed[s]=0; term[s]=0; killed[s]=0; shellKilled[s]=0; flagOf[s]=0; digestOf[s]=0; \
  if :: ended[p] -> code[s]=0 :: else fi; \
  if :: run_[IX(r,NUMBER_OF(s),p)]!=s+1 -> rc[s]=EMPTY :: else fi

#define END_SHELL(how) code[s]=how; shell[s]=2; busy--; FORGET_SENDER

/* The sender of pass p for report r. Steps that nobody can tell apart are one: the word of the gate and the look at the
   files, since only its own pass gives it, and once; a look that refuses, what is written of it, and the end; a receipt
   and the end behind it. The send command has its effect when it begins or when it ends, or never: what lies between
   changes nothing for anybody. Told to end it may end with 0 all the same, without any effect. */
proctype Sender(byte p; byte r) {
  byte s = S(p,r), x; bool did;
end_gate:
  {
    if                                            /* read -r facts <&3; exec < message >> output */
    :: shell[s]==1 && go[s] && !term[s] && msg[s]
    :: atomic { shell[s]==1 && (term[s] || (go[s] && !msg[s]) || (!go[s] && (ended[p] || dismissed[s]))) ->
         END_SHELL(C75); goto end_over }
    fi;
    if                                            /* set -C; exec 4> run */
    :: d_step { !IS_GONE && !term[s] && run_[IX(r,NUMBER_OF(s),p)]==0 -> run_[IX(r,NUMBER_OF(s),p)]=s+1 }
    :: atomic { IS_GONE || term[s] || run_[IX(r,NUMBER_OF(s),p)]!=0 -> END_SHELL(C75); goto end_over }
    fi;
    rc[s]=CLAIM;                                  /* echo claim >&4 */
    if                                            /* read -r current < fence; told? /bin/sh -c command */
#ifdef MUT_FENCE
    :: atomic { runs[s]=1; if :: HAS_EFFECT; did=1 :: did=0 fi }
#else
#ifdef RMATT
    :: owner!=p || term[s] -> atomic { rc[s]=REFUSED; END_SHELL(C75); goto end_over }   /* its fence may come back */
    :: owner==p && !term[s] -> atomic { runs[s]=1; if :: HAS_EFFECT; did=1 :: did=0 fi }
#else
    :: atomic { owner!=p || term[s] -> rc[s]=REFUSED; END_SHELL(C75); goto end_over }
    :: atomic { owner==p && !term[s] -> runs[s]=1; if :: HAS_EFFECT; did=1 :: did=0 fi }
#endif
#endif
    fi;
    atomic {                                      /* echo exit >&4; exit */
      if
      :: if :: did :: !did -> HAS_EFFECT fi;
         if :: x=EX0 :: term[s] -> x=EXS :: p<P && faults<K -> faults++; x=EXS fi
      :: !did && p<P && noes>0 -> noes--; x=EXN
      :: !did && term[s] -> x=EXS
      :: !did && term[s] -> x=EX0
      fi;
      runs[s]=0; rc[s]=x; END_SHELL(rc[s]); goto end_over
    }
  } unless {
    if
    :: d_step { killed[s] || (shellKilled[s] && !runs[s]) -> FORGET_SENDER }
    /* Without its shell the command goes on, and nobody writes a receipt. */
    :: atomic { shellKilled[s] && runs[s] && !killed[s] ->
         if :: did :: !did -> HAS_EFFECT :: !did fi;
         runs[s]=0; busy--; FORGET_SENDER }
    fi
  };
end_over: false
}
