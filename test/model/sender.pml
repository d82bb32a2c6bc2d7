/* driver/src/send: senderScript, and the send command. */

/* SIGKILL to the group. */
inline KILL(s) {
  d_step {
    if
    :: shell[s]==1 -> killed[s]=1; code[s]=CNULL; shell[s]=2; busy--; runs[s]=0
    :: shell[s]!=1 && runs[s] -> killed[s]=1; busy--; runs[s]=0
    :: else
    fi
  }
}

/* The send command: has its effect, then ends with 0 or by a signal, or says no. Told to end it may end with 0 all the
   same, without any effect. */
inline sendCommand() {
  if
  :: atomic {
       assert(effects[r]==0 || fl || IS_UNKNOWABLE);   /* (1) */
       assert(r==0 || sent[0]!=0 || isConflict);       /* (4) */
       did=1; effects[r] = (effects[r]<2 -> effects[r]+1 : 2); WENT(r,dg)
     };
     if
     :: x=EX0
     :: term[s] -> x=EXS
     :: atomic { p<P && faults<K -> faults++; x=EXS }
     fi
  :: atomic { p<P && noes>0 -> noes--; x=EXN }
  :: term[s] -> x=EXS
  :: term[s] -> x=EX0
  fi
}

/* p: its pass; fl: the flag it was given; dg: what it sends. Looks that another one repeats are one step with it: at the
   files before they are opened, at .run before it is made. */
proctype Sender(byte p; byte r; byte num; bool fl; byte dg) {
  byte s = S(p,r), x; bool did;
  {
    if                                            /* read -r facts <&3 */
    :: go[s] && !term[s]
    :: atomic { (!go[s] && (ended[p] || dismissed[s])) || term[s] -> x=C75; goto X }
    fi;
    if                                            /* exec < message >> output */
    :: msg[s] && !term[s]
    :: atomic { !msg[s] || term[s] -> x=C75; goto X }
    fi;
    if                                            /* set -C; exec 4> run */
    :: d_step { !IS_GONE && !term[s] && run_[IX(r,num,p)]==0 -> run_[IX(r,num,p)]=s+1 }
    :: atomic { IS_GONE || term[s] || run_[IX(r,num,p)]!=0 -> x=C75; goto X }
    fi;
    rc[s]=CLAIM;                                  /* echo claim >&4 */
    if                                            /* read -r current < fence; told? */
#ifdef MUT_FENCE
    :: runs[s]=1
#else
    :: atomic { owner!=p || term[s] -> x=C75 }; atomic { rc[s]=REFUSED; goto X }
#ifdef RMATT
    :: owner==p && !term[s] -> runs[s]=1          /* findSenders sees a command only */
#else
    :: d_step { owner==p && !term[s] -> runs[s]=1 }
#endif
#endif
    fi;
    sendCommand();                                /* /bin/sh -c command */
    atomic { runs[s]=0; rc[s]=x };                /* echo exit >&4; exit */
X:  atomic {
      code[s]=x; shell[s]=2; busy--; x=0; did=0;
      go[s]=0; dismissed[s]=0; term[s]=0;
      if :: run_[IX(r,num,p)]!=s+1 -> rc[s]=EMPTY :: else fi
    }
  } unless { killed[s] || shellKilled[s] };
  if
  :: shellKilled[s] && runs[s] ->                 /* the command goes on, and nobody writes a receipt */
     { if :: did :: !did -> sendCommand() fi; d_step { runs[s]=0; busy-- } } unless { killed[s] }
  :: else
  fi;
  d_step {
    x=0; did=0; go[s]=0; dismissed[s]=0; term[s]=0; killed[s]=0; shellKilled[s]=0;
    if :: ended[p] -> code[s]=0 :: else fi;
    if :: run_[IX(r,num,p)]!=s+1 -> rc[s]=EMPTY :: else fi
  }
}
