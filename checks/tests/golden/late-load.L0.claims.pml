/* late-load at L0 */
/* Each statement, d_step or atomic is one step of replock's explorer; the number before it is its program
 * counter, a label where something jumps to it.
 * To store just as many states: spin -a -o1 -o2 -o3 FILE; cc -O2 -DSAFETY -DNOREDUCE -o pan pan.c; ./pan -c0 -n
 * (-o1 to -o3: else Spin hides what nobody reads, and merges steps). An invalid end state is a deadlock. */
/* What is claimed stands in C beside the steps, so that it is no part of a state: where the verifier sees a claim
 * violated for the first time, it prints "violated: NUMBER, SENTENCE". */

/* A lock: 0 free, 1 modprobe mlx5_ib, 2 esw0 worker */
unsigned hca_devcom : 2;  /* hca_devcom */
unsigned rtnl : 2;  /* rtnl */
unsigned devlink_d0 : 2;  /* devlink(d0) */
unsigned mode_lock_esw0 : 2;  /* mode_lock(esw0) */
unsigned reps_lock_esw0 : 2;  /* reps_lock(esw0) */
unsigned state_lock_esw0 : 2;  /* state_lock(esw0) */
unsigned device_lock_d0_ETH_REP : 2;  /* device_lock(d0.ETH_REP) */
unsigned device_lock_d0_IB_REP : 2;  /* device_lock(d0.IB_REP) */

bit mode_esw0 = 1;  /* mode(esw0): 0 LEGACY, 1 OFFLOADS */
bit operation_in_progress_esw0;  /* operation_in_progress(esw0) */
unsigned generation_esw0 : 2;  /* generation(esw0) */
bit wq_esw0_0;  /* wq(esw0)[0]: 0 empty, 1 reload_reps */
unsigned wq_esw0_0_gen : 2;  /* wq(esw0)[0].gen */
bit wq_esw0_1;  /* wq(esw0)[1]: 0 empty, 1 reload_reps */
unsigned wq_esw0_1_gen : 2;  /* wq(esw0)[1].gen */
bit wq_esw0_2;  /* wq(esw0)[2]: 0 empty, 1 reload_reps */
unsigned wq_esw0_2_gen : 2;  /* wq(esw0)[2].gen */
bit rep_ops_ETH_esw0 = 1;  /* rep_ops[ETH](esw0): 0 NULL, 1 set */
bit rep_ops_IB_esw0;  /* rep_ops[IB](esw0): 0 NULL, 1 set */
bit enabled_vf0_esw0 = 1;  /* enabled[vf0](esw0) */
unsigned state_vf0_ETH_esw0 : 2 = 2;  /* state[vf0][ETH](esw0): 0 UNREGISTERED, 1 REGISTERED, 2 LOADED */
bit priv_vf0_ETH_esw0 = 1;  /* priv[vf0][ETH](esw0) */
bit inside_vf0_ETH_esw0;  /* inside[vf0][ETH](esw0) */
unsigned state_vf0_IB_esw0 : 2;  /* state[vf0][IB](esw0): 0 UNREGISTERED, 1 REGISTERED, 2 LOADED */
bit priv_vf0_IB_esw0;  /* priv[vf0][IB](esw0) */
bit inside_vf0_IB_esw0;  /* inside[vf0][IB](esw0) */
unsigned state_uplink_ETH_esw0 : 2 = 2;  /* state[uplink][ETH](esw0): 0 UNREGISTERED, 1 REGISTERED, 2 LOADED */
bit priv_uplink_ETH_esw0 = 1;  /* priv[uplink][ETH](esw0) */
bit inside_uplink_ETH_esw0;  /* inside[uplink][ETH](esw0) */
unsigned state_uplink_IB_esw0 : 2;  /* state[uplink][IB](esw0): 0 UNREGISTERED, 1 REGISTERED, 2 LOADED */
bit priv_uplink_IB_esw0;  /* priv[uplink][IB](esw0) */
bit inside_uplink_IB_esw0;  /* inside[uplink][IB](esw0) */
bit adev_d0_ETH_REP = 1;  /* adev(d0.ETH_REP) */
bit bound_d0_ETH_REP = 1;  /* bound(d0.ETH_REP) */
bit adev_d0_IB_REP = 1;  /* adev(d0.IB_REP) */
bit bound_d0_IB_REP;  /* bound(d0.IB_REP) */
bit DISABLE_IB_ADEV_d0;  /* DISABLE_IB_ADEV(d0) */
bit SWITCH_LEGACY_d0;  /* SWITCH_LEGACY(d0) */
bit mlx5_ib_text;  /* mlx5_ib text */
bit mlx5_ib_live;  /* mlx5_ib live */
bit mlx5_ib_driver;  /* mlx5_ib driver */
unsigned gen_of_the_work_on_wq_esw0 : 2;  /* gen of the work on wq(esw0) */

c_decl {
\#include <stdio.h>
  static const char *const sentence[] = {
    "modprobe mlx5_ib returns holding hca_devcom",
    "modprobe mlx5_ib returns holding rtnl",
    "modprobe mlx5_ib returns holding devlink(d0)",
    "modprobe mlx5_ib returns holding mode_lock(esw0)",
    "modprobe mlx5_ib returns holding reps_lock(esw0)",
    "modprobe mlx5_ib returns holding state_lock(esw0)",
    "modprobe mlx5_ib returns holding device_lock(d0.ETH_REP)",
    "modprobe mlx5_ib returns holding device_lock(d0.IB_REP)",
    "device_lock is not held where it is asserted",
    "register stores REGISTERED over LOADED (IB)",
    "modprobe mlx5_ib unlocks device_lock(d0.IB_REP) without holding it",
    "esw0 worker returns holding hca_devcom",
    "esw0 worker returns holding rtnl",
    "esw0 worker returns holding devlink(d0)",
    "esw0 worker returns holding mode_lock(esw0)",
    "esw0 worker returns holding reps_lock(esw0)",
    "esw0 worker returns holding state_lock(esw0)",
    "esw0 worker returns holding device_lock(d0.ETH_REP)",
    "esw0 worker returns holding device_lock(d0.IB_REP)",
    "work of an old generation runs",
    "esw0 worker unlocks devlink(d0) without holding it",
    "a VF's ETH representor stays REGISTERED for ever",
    "a VF's IB representor stays REGISTERED for ever",
    "the uplink's ETH representor stays REGISTERED for ever",
    "the uplink's IB representor stays REGISTERED for ever",
    "a representor stays LOADED in legacy mode (ETH)",
    "a representor stays built in legacy mode (ETH)",
    "a representor stays LOADED in legacy mode (IB)",
    "a representor stays built in legacy mode (IB)",
    "operation_in_progress stays set",
    "a driver is bound to a device that is deleted",
    "a representor device stays in legacy mode",
    "IB_REP stays although DISABLE_IB_ADEV is set",
    "ETH_REP is missing in switchdev mode",
    "IB_REP is missing in switchdev mode",
    "mlx5_ib is there, and neither live nor on its way",
    "mlx5_ib is live, and its driver not on the bus",
    "mlx5_ib is freed, and its driver on the bus",
    "mlx5_ib is freed, and bound",
    "a device is there, and its driver is not bound"
  };
  static int violated[40];
  static int claim(int number, int bad) {
    if (bad && !violated[number]++) printf("violated: %d, %s\n", number, sentence[number]);
    return 0;
  }
\#define claims_at_entry look_at_entry() /* Spin takes no call in a c_expr */
\#define claims_at_rest look_at_rest()
}
c_code {
  static int look_at_entry(void) {
    static int looked;
    if (looked++) return 0;
    return 0;
  }
  static int look_at_rest(void) {
    claim(21, now.mode_esw0 == 1 && now.state_vf0_ETH_esw0 == 1 && now.state_uplink_ETH_esw0 == 2 && now.enabled_vf0_esw0 == 1);
    claim(22, now.mode_esw0 == 1 && now.state_vf0_IB_esw0 == 1 && now.state_uplink_ETH_esw0 == 2 && now.enabled_vf0_esw0 == 1);
    claim(23, now.mode_esw0 == 1 && now.state_uplink_ETH_esw0 == 1);
    claim(24, now.mode_esw0 == 1 && now.state_uplink_IB_esw0 == 1 && now.state_uplink_ETH_esw0 == 2);
    claim(25, now.mode_esw0 == 0 && now.state_vf0_ETH_esw0 == 2);
    claim(26, now.mode_esw0 == 0 && now.priv_vf0_ETH_esw0 == 1);
    claim(27, now.mode_esw0 == 0 && now.state_vf0_IB_esw0 == 2);
    claim(28, now.mode_esw0 == 0 && now.priv_vf0_IB_esw0 == 1);
    claim(25, now.mode_esw0 == 0 && now.state_uplink_ETH_esw0 == 2);
    claim(26, now.mode_esw0 == 0 && now.priv_uplink_ETH_esw0 == 1);
    claim(27, now.mode_esw0 == 0 && now.state_uplink_IB_esw0 == 2);
    claim(28, now.mode_esw0 == 0 && now.priv_uplink_IB_esw0 == 1);
    claim(29, now.operation_in_progress_esw0 == 1);
    claim(30, now.bound_d0_ETH_REP == 1 && now.adev_d0_ETH_REP == 0);
    claim(30, now.bound_d0_IB_REP == 1 && now.adev_d0_IB_REP == 0);
    claim(31, now.mode_esw0 == 0 && now.adev_d0_ETH_REP == 1);
    claim(31, now.mode_esw0 == 0 && now.adev_d0_IB_REP == 1);
    claim(32, now.DISABLE_IB_ADEV_d0 == 1 && now.adev_d0_IB_REP == 1);
    claim(33, now.mode_esw0 == 1 && now.adev_d0_ETH_REP == 0);
    claim(34, now.mode_esw0 == 1 && now.DISABLE_IB_ADEV_d0 == 0 && now.adev_d0_IB_REP == 0);
    claim(35, now.mlx5_ib_text == 1 && now.mlx5_ib_live == 0);
    claim(36, now.mlx5_ib_live == 1 && now.mlx5_ib_driver == 0);
    claim(37, now.mlx5_ib_text == 0 && now.mlx5_ib_driver == 1);
    claim(38, now.mlx5_ib_text == 0 && now.bound_d0_IB_REP == 1);
    claim(39, now.adev_d0_ETH_REP == 1 && now.bound_d0_ETH_REP == 0);
    claim(39, now.adev_d0_IB_REP == 1 && now.mlx5_ib_driver == 1 && now.bound_d0_IB_REP == 0);
    return 0;
  }
  static int look_0(void) {
    claim(0, now.hca_devcom == 1);
    claim(1, now.rtnl == 1);
    claim(2, now.devlink_d0 == 1);
    claim(3, now.mode_lock_esw0 == 1);
    claim(4, now.reps_lock_esw0 == 1);
    claim(5, now.state_lock_esw0 == 1);
    claim(6, now.device_lock_d0_ETH_REP == 1);
    claim(7, now.device_lock_d0_IB_REP == 1);
    return 0;
  }
  static int look_1(void) {
    claim(11, now.hca_devcom == 2);
    claim(12, now.rtnl == 2);
    claim(13, now.devlink_d0 == 2);
    claim(14, now.mode_lock_esw0 == 2);
    claim(15, now.reps_lock_esw0 == 2);
    claim(16, now.state_lock_esw0 == 2);
    claim(17, now.device_lock_d0_ETH_REP == 2);
    claim(18, now.device_lock_d0_IB_REP == 2);
    return 0;
  }
  static int look_2(void) {
    claim(20, 1);
    claim(11, now.hca_devcom == 2);
    claim(12, now.rtnl == 2);
    claim(13, now.devlink_d0 == 2);
    claim(14, now.mode_lock_esw0 == 2);
    claim(15, now.reps_lock_esw0 == 2);
    claim(16, now.state_lock_esw0 == 2);
    claim(17, now.device_lock_d0_ETH_REP == 2);
    claim(18, now.device_lock_d0_IB_REP == 2);
    return 0;
  }
}

active proctype modprobe_mlx5_ib()  /* modprobe mlx5_ib */
{
  /* mlx5_ib_init() */
/*s0*/    if
          :: d_step { mlx5_ib_text == 0 -> mlx5_ib_text = 1 }  /* cmpxchg mlx5_ib text 0 -> 1 */
          :: d_step { mlx5_ib_text != 0 -> c_code { look_0(); } } -> goto end_10  /* cmpxchg mlx5_ib text 0 -> 1: it is something else */
          fi;
/*s1*/    mlx5_ib_driver = 1;  /* mlx5_ib driver = 1 */
  /* driver_attach() */
/*s2*/    if :: d_step { device_lock_d0_IB_REP == 0 -> device_lock_d0_IB_REP = 1 } fi;  /* lock device_lock(d0.IB_REP) */
/*s3*/    if
          :: d_step { adev_d0_IB_REP == 1 && bound_d0_IB_REP == 0 && mlx5_ib_driver == 1 -> c_code { claim(8, now.device_lock_d0_IB_REP != 1); } }  /* adev(d0.IB_REP) == 1 && bound(d0.IB_REP) == 0 && mlx5_ib driver == 1? yes */
          :: else -> goto s8  /* adev(d0.IB_REP) == 1 && bound(d0.IB_REP) == 0 && mlx5_ib driver == 1? no */
          fi;
  /* mlx5r_rep_probe() */
/*s4*/    bound_d0_IB_REP = 1;  /* bound(d0.IB_REP) = 1 */
  /* mlx5_eswitch_register_vport_reps() */
/*s5*/    rep_ops_IB_esw0 = 1;  /* rep_ops[IB](esw0) = set */
/*s6*/    if :: d_step { c_code { claim(9, now.state_vf0_IB_esw0 == 2); }; state_vf0_IB_esw0 = 1 } fi;  /* state[vf0][IB](esw0) = REGISTERED */
/*s7*/    if :: d_step { c_code { claim(9, now.state_uplink_IB_esw0 == 2); }; state_uplink_IB_esw0 = 1 } fi;  /* state[uplink][IB](esw0) = REGISTERED */
  /* driver_attach() */
s8:       if
          :: d_step { device_lock_d0_IB_REP == 1 -> device_lock_d0_IB_REP = 0 }  /* unlock device_lock(d0.IB_REP) */
          :: d_step { device_lock_d0_IB_REP != 1 -> c_code { claim(10, 1); } }  /* unlock device_lock(d0.IB_REP), which it does not hold */
          fi;
  /* mlx5_ib_init() */
/*s9*/    if :: d_step { mlx5_ib_live = 1; c_code { look_0(); } } fi;  /* mlx5_ib live = 1 */
end_10:   false;  /* done */
}

active proctype esw0_worker()  /* esw0 worker */
{
end_0:    if :: d_step { wq_esw0_0 == 1 -> wq_esw0_0 = wq_esw0_1; wq_esw0_1 = wq_esw0_2; wq_esw0_2 = 0; gen_of_the_work_on_wq_esw0 = wq_esw0_0_gen; wq_esw0_0_gen = wq_esw0_1_gen; wq_esw0_1_gen = wq_esw0_2_gen; wq_esw0_2_gen = 0 } fi;  /* run reload_reps */
  /* esw_wq_handler() */
/*s1*/    if
          :: d_step { generation_esw0 != gen_of_the_work_on_wq_esw0 -> gen_of_the_work_on_wq_esw0 = 0; c_code { look_1(); } } -> goto end_0  /* generation(esw0) != gen of the work on wq(esw0)? yes */
          :: else  /* generation(esw0) != gen of the work on wq(esw0)? no */
          fi;
/*s2*/    if
          :: d_step { generation_esw0 != gen_of_the_work_on_wq_esw0 -> gen_of_the_work_on_wq_esw0 = 0; c_code { look_1(); } } -> goto end_0  /* gives up: generation(esw0) != gen of the work on wq(esw0) */
          :: d_step { devlink_d0 == 0 -> devlink_d0 = 2 }  /* trylock devlink(d0): taken */
          fi;
/*s3*/    if
          :: generation_esw0 != gen_of_the_work_on_wq_esw0  /* generation(esw0) != gen of the work on wq(esw0)? yes */
          :: d_step { generation_esw0 == gen_of_the_work_on_wq_esw0 -> c_code { claim(19, now.gen_of_the_work_on_wq_esw0 != now.generation_esw0); } }  /* generation(esw0) != gen of the work on wq(esw0)? no */
          fi;
/*s4*/    if
          :: d_step { devlink_d0 == 2 -> gen_of_the_work_on_wq_esw0 = 0; devlink_d0 = 0; c_code { look_1(); } } -> goto end_0  /* unlock devlink(d0) */
          :: d_step { devlink_d0 != 2 -> gen_of_the_work_on_wq_esw0 = 0; c_code { look_2(); } } -> goto end_0  /* unlock devlink(d0), which it does not hold */
          fi;
}

active proctype watcher()  /* never moves; looks at the claims at rest */
{
end_0: c_expr { claims_at_entry } || (
         modprobe_mlx5_ib@end_10 &&
         (esw0_worker@end_0 && !(wq_esw0_0 == 1)) &&
         c_expr { claims_at_rest })
}
