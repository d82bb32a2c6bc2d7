/* Faults, operators, and what an earlier pass left behind. */

#define KILL_PASS(n) :: d_step { n<P && started>=n && !ended[n] && !closed && faults<K -> faults++; dead[n]=1; ended[n]=1; busy-- }
#define KILL_GROUP(n) :: d_step { n<NS && !closed && shell[n]==1 && faults<K -> faults++; killed[n]=1; code[n]=CNULL; shell[n]=2; busy--; runs[n]=0 }
#define KILL_SHELL(n) :: d_step { n<NS && !closed && shell[n]==1 && runs[n] && faults<K -> faults++; shellKilled[n]=1; code[n]=CNULL; shell[n]=2 }

active proctype Env() {
  byte i;
  atomic {
    i=0; do :: i<R -> pending[i]=1; i++ :: i>=R -> break od;
#ifdef SEED
    started=1; ended[1]=1; owner=1; shell[0]=2;
#if SEED==1   /* an attempt that was made ready, and no claim */
    rex[0]=1; rtok[0]=1; rdig[0]=1; rnum[0]=AFTER(0); snap[0]=1; msg[0]=1;
#endif
#if SEED==2   /* a claim of an attempt that was settled as never begun: its sender refused later */
    run_[IX(0,1,1)]=1; rc[0]=REFUSED;
#endif
#if SEED==3   /* one that may have gone out, held: an operator moves it to pending/ by hand, without the lock */
    rex[0]=1; rflag[0]=1; effects[0]=1; whatWent[0]=1; held[0]=1; pending[0]=0;
#endif
#if SEED==4   /* the same of one that has not gone out */
    rex[0]=1; held[0]=1; pending[0]=0;
#endif
#endif
    /* In this order none of them ever ends: SPIN keeps a process until all younger ones have ended. */
    i=0; do :: i<NS -> run Sender(PASS_OF(i),i%R); i++ :: i>=NS -> break od;
    i=started+1; do :: i<=P -> run Pass(i); i++ :: i>P -> break od;
    i=0
  };
end_env:
  do
  :: false                                        /* some alternative there must be */
#if K>0
  KILL_PASS(1)
#if P>2
  KILL_PASS(2)
#endif
#if P>3
  KILL_PASS(3)
#endif
#if P>4
  KILL_PASS(4)
#endif
  KILL_GROUP(0) KILL_SHELL(0)
#if NS>2
  KILL_GROUP(1) KILL_SHELL(1)
#endif
#if NS>3
  KILL_GROUP(2) KILL_SHELL(2)
#endif
#if NS>4
  KILL_GROUP(3) KILL_SHELL(3)
#endif
#if NS>5
  KILL_GROUP(4) KILL_SHELL(4)
#endif
#if NS>6
  KILL_GROUP(5) KILL_SHELL(5)
#endif
#endif
#if defined(SEED) && SEED>2
  :: d_step { !removed && !closed && held[0]==1 -> removed=1; held[0]=0; pending[0]=1 }
#endif
#ifdef EDIT
  :: d_step { !edited && !closed && pending[EDITED]==1 -> edited=1; pending[EDITED]=2 }
#endif
#ifdef RMATT
  :: d_step { !removed && !closed -> removed=1; gone=1; owner=0;
       i=0; do :: i<R -> rex[i]=0; rflag[i]=0; rbeh[i]=0; rtok[i]=0; rdig[i]=0; rnum[i]=0; i++ :: i>=R -> break od;
       i=0; do :: i<NRUN -> UNLINK_RUN(i); tmo[i]=0; i++ :: i>=NRUN -> break od;
       i=0; do :: i<NS -> snap[i]=0; msg[i]=0; taken[i]=0; i++ :: i>=NS -> break od;
       i=0; do :: i<=P -> newFence[i]=0; newRecord[i]=0; newSent[i]=0; listedRecords[i]=0; listedFences[i]=0; listedSent[i]=0;
                 i++ :: i>P -> break od;
       i=0 }
#endif
#ifdef POWER
  :: atomic { boot==0 && !closed && faults<K -> faults++; boot=1;
       i=1; do :: i<P -> if :: started>=i && !ended[i] -> dead[i]=1; ended[i]=1; busy-- :: else fi; i++ :: i>=P -> break od;
       i=0; do :: i<NS ->
         if
         :: shell[i]==1 -> killed[i]=1; code[i]=CNULL; shell[i]=2; busy--; runs[i]=0
         :: shell[i]!=1 && runs[i] -> killed[i]=1; busy--; runs[i]=0
         :: else
         fi;
         if :: rc[i]>=EX0 -> rc[i]=CLAIM :: true fi;             /* a receipt, a claim, bytes that were not synced */
         if :: rc[i]!=EMPTY -> rc[i]=EMPTY :: true fi;
         if :: snap[i]!=0 -> snap[i]=0 :: true fi;
         if :: taken[i]!=0 && pending[i%R]==0 -> pending[i%R]=taken[i]; taken[i]=0 :: true fi;
         i++ :: i>=NS -> break od;
       i=0; do :: i<NRUN -> if :: run_[i]!=0 -> run_[i]=0 :: true fi;
#ifdef MUT_MARK_LOST
         if :: tmo[i] -> tmo[i]=0 :: true fi;
#endif
         i++ :: i>=NRUN -> break od;
       i=0; do :: i<R ->
         if :: pending[i]==0 && gpending[i]!=0 -> pending[i]=gpending[i] :: true fi;
         if
         :: !rex[i] && gex[i] -> rex[i]=1; rflag[i]=gflag[i]; rtok[i]=gtok[i]; rdig[i]=gdig[i]; rbeh[i]=gbeh[i]; rboot[i]=gboot[i]
         :: true
         fi;
         i++ :: i>=R -> break od;
       i=0 }
#endif
  od
}
