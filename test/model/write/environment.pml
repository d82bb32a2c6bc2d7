/* Faults, and how it is judged in the end. */

#define KILL_MONITOR(n) :: d_step { n<P && started>=n && !ended[n] && !closed && faults<K -> faults++; dead[n]=1; ended[n]=1; busy-- }
#define KILL_COMMAND(n) :: d_step { n<P && IS_THERE(n) && code[n]==0 && !killed[n] && !closed && faults<K -> faults++; killed[n]=1 }

active proctype Env() {
  byte z;
  atomic {
#if SEED==2   /* a monitor was killed that had the lock of the state */
    lock=1; started=1; ended[1]=1;
    disk.approval=1; isGiven[1]=1;
#elif SEED==1 /* the write has ended, and what is queued and to be told stands in the state */
    disk.queue[1]=PENDING; disk.outbox[END_OF(1)]=P; begun[1]=1; succeeded[1]=1;
#else
    disk.approval=1; isGiven[1]=1;
#endif
#ifdef POWER
    copyState(synced,disk);
#endif
    z=started+1; do :: z<=P -> run Monitor(z); z++ :: z>P -> break od; z=0
  };
end_env:
  do
  :: false                                        /* some alternative there must be */
#if K>0
  KILL_MONITOR(1) KILL_COMMAND(1)
#if P>2
  KILL_MONITOR(2) KILL_COMMAND(2)
#endif
#if P>3
  KILL_MONITOR(3) KILL_COMMAND(3)
#endif
  /* The holder of the state's lock is suspended for long. */
  :: d_step { lock!=0 && !ended[HOLDER(lock)] && !isStale && !closed && faults<K -> faults++; isStale=1 }
#ifdef POWER
  :: atomic { !isCut && !closed && faults<K -> faults++; isCut=1;
       z=1;
       do
       :: z<P ->
          if :: started>=z && !ended[z] -> dead[z]=1; ended[z]=1; busy-- :: else fi;
          if :: IS_THERE(z) && code[z]==0 -> killed[z]=1 :: else fi;
          z++
       :: z>=P -> break
       od;
       z=0;
       if :: d_step { copyState(disk,synced) } :: d_step { copyState(synced,disk) } fi }
#endif
#endif
  od
}
