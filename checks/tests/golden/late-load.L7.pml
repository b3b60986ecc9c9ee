/* late-load at L7 */
/* Each statement, d_step or atomic is one step of replock's explorer; the number before it is its program
 * counter, a label where something jumps to it.
 * To store just as many states: spin -a -o1 -o2 -o3 FILE; cc -O2 -DSAFETY -DNOREDUCE -o pan pan.c; ./pan -c0 -n
 * (-o1 to -o3: else Spin hides what nobody reads, and merges steps). An invalid end state is a deadlock. */

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
bit newly_loaded_ETH_of_modprobe_mlx5_ib;  /* newly_loaded[ETH] of modprobe mlx5_ib */
unsigned gen_of_modprobe_mlx5_ib : 2;  /* gen of modprobe mlx5_ib */
unsigned gen_of_the_work_on_wq_esw0 : 2;  /* gen of the work on wq(esw0) */
bit newly_loaded_ETH_of_esw0_worker;  /* newly_loaded[ETH] of esw0 worker */
unsigned gen_of_esw0_worker : 2;  /* gen of esw0 worker */

active proctype modprobe_mlx5_ib()  /* modprobe mlx5_ib */
{
  /* mlx5_ib_init() */
/*s0*/    if
          :: d_step { mlx5_ib_text == 0 -> mlx5_ib_text = 1 }  /* cmpxchg mlx5_ib text 0 -> 1 */
          :: else -> goto end_14  /* cmpxchg mlx5_ib text 0 -> 1: it is something else */
          fi;
/*s1*/    mlx5_ib_driver = 1;  /* mlx5_ib driver = 1 */
  /* driver_attach() */
/*s2*/    if :: d_step { device_lock_d0_IB_REP == 0 -> device_lock_d0_IB_REP = 1 } fi;  /* lock device_lock(d0.IB_REP) */
/*s3*/    if
          :: adev_d0_IB_REP == 1 && bound_d0_IB_REP == 0 && mlx5_ib_driver == 1  /* adev(d0.IB_REP) == 1 && bound(d0.IB_REP) == 0 && mlx5_ib driver == 1? yes */
          :: else -> goto s12  /* adev(d0.IB_REP) == 1 && bound(d0.IB_REP) == 0 && mlx5_ib driver == 1? no */
          fi;
  /* mlx5r_rep_probe() */
/*s4*/    bound_d0_IB_REP = 1;  /* bound(d0.IB_REP) = 1 */
  /* mlx5_eswitch_register_vport_reps() */
/*s5*/    if :: d_step { reps_lock_esw0 == 0 -> reps_lock_esw0 = 1 } fi;  /* lock reps_lock(esw0) */
/*s6*/    rep_ops_IB_esw0 = 1;  /* rep_ops[IB](esw0) = set */
/*s7*/    state_vf0_IB_esw0 = 1;  /* state[vf0][IB](esw0) = REGISTERED */
/*s8*/    state_uplink_IB_esw0 = 1;  /* state[uplink][IB](esw0) = REGISTERED */
/*s9*/    if
          :: d_step { reps_lock_esw0 == 1 -> reps_lock_esw0 = 0 }  /* unlock reps_lock(esw0) */
          :: else  /* unlock reps_lock(esw0), which it does not hold */
          fi;
  /* esw_add_work() */
/*s10*/   gen_of_modprobe_mlx5_ib = generation_esw0;  /* gen of modprobe mlx5_ib = generation(esw0) */
/*s11*/   if
          :: d_step { wq_esw0_0 == 0 -> wq_esw0_0 = 1; wq_esw0_0_gen = gen_of_modprobe_mlx5_ib; gen_of_modprobe_mlx5_ib = 0 }  /* queue reload_reps on wq(esw0) */
          :: d_step { wq_esw0_0 != 0 && wq_esw0_1 == 0 -> wq_esw0_1 = 1; wq_esw0_1_gen = gen_of_modprobe_mlx5_ib; gen_of_modprobe_mlx5_ib = 0 }  /* queue reload_reps on wq(esw0) */
          :: d_step { wq_esw0_0 != 0 && wq_esw0_1 != 0 && wq_esw0_2 == 0 -> wq_esw0_2 = 1; wq_esw0_2_gen = gen_of_modprobe_mlx5_ib; gen_of_modprobe_mlx5_ib = 0 }  /* queue reload_reps on wq(esw0) */
          :: d_step { wq_esw0_0 != 0 && wq_esw0_1 != 0 && wq_esw0_2 != 0 -> assert(false); wq_esw0_2 = wq_esw0_2 + 65535; gen_of_modprobe_mlx5_ib = 0 }  /* queue reload_reps on wq(esw0), which overflows */
          fi;
  /* driver_attach() */
s12:      if
          :: d_step { device_lock_d0_IB_REP == 1 -> device_lock_d0_IB_REP = 0 }  /* unlock device_lock(d0.IB_REP) */
          :: else  /* unlock device_lock(d0.IB_REP), which it does not hold */
          fi;
  /* mlx5_ib_init() */
/*s13*/   mlx5_ib_live = 1;  /* mlx5_ib live = 1 */
end_14:   false;  /* done */
}

active proctype esw0_worker()  /* esw0 worker */
{
end_0:    if :: d_step { wq_esw0_0 == 1 -> wq_esw0_0 = wq_esw0_1; wq_esw0_1 = wq_esw0_2; wq_esw0_2 = 0; gen_of_the_work_on_wq_esw0 = wq_esw0_0_gen; wq_esw0_0_gen = wq_esw0_1_gen; wq_esw0_1_gen = wq_esw0_2_gen; wq_esw0_2_gen = 0 } fi;  /* run reload_reps */
  /* esw_wq_handler() */
/*s1*/    if
          :: d_step { generation_esw0 != gen_of_the_work_on_wq_esw0 -> gen_of_the_work_on_wq_esw0 = 0 } -> goto end_0  /* generation(esw0) != gen of the work on wq(esw0)? yes */
          :: else  /* generation(esw0) != gen of the work on wq(esw0)? no */
          fi;
/*s2*/    if
          :: d_step { generation_esw0 != gen_of_the_work_on_wq_esw0 -> gen_of_the_work_on_wq_esw0 = 0 } -> goto end_0  /* gives up: generation(esw0) != gen of the work on wq(esw0) */
          :: d_step { devlink_d0 == 0 -> devlink_d0 = 2 }  /* trylock devlink(d0): taken */
          fi;
/*s3*/    if
          :: generation_esw0 != gen_of_the_work_on_wq_esw0 -> goto s52  /* generation(esw0) != gen of the work on wq(esw0)? yes */
          :: else  /* generation(esw0) != gen of the work on wq(esw0)? no */
          fi;
  /* mlx5_esw_reload_reps() */
/*s4*/    if :: d_step { reps_lock_esw0 == 0 -> reps_lock_esw0 = 2 } fi;  /* lock reps_lock(esw0) */
/*s5*/    if
          :: mode_esw0 == 1  /* mode(esw0) == OFFLOADS? yes */
          :: else -> goto s51  /* mode(esw0) == OFFLOADS? no */
          fi;
  /* __esw_offloads_load_rep() */
/*s6*/    if
          :: d_step { state_uplink_ETH_esw0 == 1 -> state_uplink_ETH_esw0 = 2 }  /* cmpxchg state[uplink][ETH](esw0) REGISTERED -> LOADED */
          :: else -> goto s12  /* cmpxchg state[uplink][ETH](esw0) REGISTERED -> LOADED: it is something else */
          fi;
/*s7*/    if
          :: d_step { rep_ops_ETH_esw0 == 1 -> inside_uplink_ETH_esw0 = 1 }  /* call rep_ops[ETH]->load(uplink) */
          :: else -> goto s11  /* call rep_ops[ETH]->load(uplink) through missing ops */
          fi;
  /* mlx5e_vport_rep_load() */
/*s8*/    priv_uplink_ETH_esw0 = 1;  /* priv[uplink][ETH](esw0) = 1 */
  /* mlx5e_attach_netdev() */
/*s9*/    if :: d_step { rtnl == 0 -> rtnl = 2 } fi;  /* lock rtnl */
/*s10*/   if
          :: d_step { rtnl == 2 -> inside_uplink_ETH_esw0 = 0; newly_loaded_ETH_of_esw0_worker = 1; rtnl = 0 } -> goto s12  /* unlock rtnl */
          :: d_step { rtnl != 2 -> inside_uplink_ETH_esw0 = 0; newly_loaded_ETH_of_esw0_worker = 1 } -> goto s12  /* unlock rtnl, which it does not hold */
          fi;
  /* __esw_offloads_load_rep() */
s11:      state_uplink_ETH_esw0 = 1 -> goto s51;  /* state[uplink][ETH](esw0) = REGISTERED */
s12:      if
          :: d_step { state_uplink_IB_esw0 == 1 -> state_uplink_IB_esw0 = 2 }  /* cmpxchg state[uplink][IB](esw0) REGISTERED -> LOADED */
          :: d_step { state_uplink_IB_esw0 != 1 -> newly_loaded_ETH_of_esw0_worker = 0 } -> goto s27  /* cmpxchg state[uplink][IB](esw0) REGISTERED -> LOADED: it is something else */
          fi;
/*s13*/   if
          :: d_step { rep_ops_IB_esw0 == 1 -> inside_uplink_IB_esw0 = 1 }  /* call rep_ops[IB]->load(uplink) */
          :: else -> goto s15  /* call rep_ops[IB]->load(uplink) through missing ops */
          fi;
  /* mlx5_ib_vport_rep_load() */
/*s14*/   if :: d_step { priv_uplink_IB_esw0 = 1; inside_uplink_IB_esw0 = 0; newly_loaded_ETH_of_esw0_worker = 0 } -> goto s27 fi;  /* priv[uplink][IB](esw0) = 1 */
  /* __esw_offloads_load_rep() */
s15:      state_uplink_IB_esw0 = 1;  /* state[uplink][IB](esw0) = REGISTERED */
  /* mlx5_esw_offloads_rep_load() */
/*s16*/   if
          :: newly_loaded_ETH_of_esw0_worker == 1  /* newly_loaded[ETH] of esw0 worker == 1? yes */
          :: d_step { newly_loaded_ETH_of_esw0_worker != 1 -> newly_loaded_ETH_of_esw0_worker = 0 } -> goto s51  /* newly_loaded[ETH] of esw0 worker == 1? no */
          fi;
  /* __esw_offloads_unload_rep() */
/*s17*/   if
          :: d_step { state_uplink_ETH_esw0 == 2 -> state_uplink_ETH_esw0 = 1 }  /* cmpxchg state[uplink][ETH](esw0) LOADED -> REGISTERED */
          :: d_step { state_uplink_ETH_esw0 != 2 -> newly_loaded_ETH_of_esw0_worker = 0 } -> goto s51  /* cmpxchg state[uplink][ETH](esw0) LOADED -> REGISTERED: it is something else */
          fi;
/*s18*/   if
          :: d_step { state_uplink_IB_esw0 == 2 -> state_uplink_IB_esw0 = 1 }  /* cmpxchg state[uplink][IB](esw0) LOADED -> REGISTERED */
          :: else -> goto s22  /* cmpxchg state[uplink][IB](esw0) LOADED -> REGISTERED: it is something else */
          fi;
/*s19*/   if
          :: d_step { rep_ops_IB_esw0 == 1 -> inside_uplink_IB_esw0 = 1 }  /* call rep_ops[IB]->unload(uplink) */
          :: else -> goto s22  /* call rep_ops[IB]->unload(uplink) through missing ops */
          fi;
  /* mlx5_ib_vport_rep_unload() */
/*s20*/   if
          :: priv_uplink_IB_esw0 == 1  /* priv[uplink][IB](esw0) == 1? yes */
          :: d_step { priv_uplink_IB_esw0 != 1 -> inside_uplink_IB_esw0 = 0 } -> goto s22  /* priv[uplink][IB](esw0) == 1? no */
          fi;
/*s21*/   if :: d_step { priv_uplink_IB_esw0 = 0; inside_uplink_IB_esw0 = 0 } fi;  /* priv[uplink][IB](esw0) = 0 */
  /* __esw_offloads_unload_rep() */
s22:      if
          :: d_step { rep_ops_ETH_esw0 == 1 -> inside_uplink_ETH_esw0 = 1 }  /* call rep_ops[ETH]->unload(uplink) */
          :: d_step { rep_ops_ETH_esw0 != 1 -> newly_loaded_ETH_of_esw0_worker = 0 } -> goto s51  /* call rep_ops[ETH]->unload(uplink) through missing ops */
          fi;
  /* mlx5e_vport_uplink_rep_unload() */
/*s23*/   if
          :: SWITCH_LEGACY_d0 == 0  /* SWITCH_LEGACY(d0) == 0? yes */
          :: else -> goto s26  /* SWITCH_LEGACY(d0) == 0? no */
          fi;
  /* unregister_netdev() */
/*s24*/   if :: d_step { rtnl == 0 -> rtnl = 2 } fi;  /* lock rtnl */
/*s25*/   if
          :: d_step { rtnl == 2 -> rtnl = 0 }  /* unlock rtnl */
          :: else  /* unlock rtnl, which it does not hold */
          fi;
  /* mlx5e_vport_rep_unload() */
s26:      if :: d_step { priv_uplink_ETH_esw0 = 0; inside_uplink_ETH_esw0 = 0; newly_loaded_ETH_of_esw0_worker = 0 } -> goto s51 fi;  /* priv[uplink][ETH](esw0) = 0 */
  /* mlx5_esw_reload_reps() */
s27:      if
          :: enabled_vf0_esw0 == 1  /* enabled[vf0](esw0) == 1? yes */
          :: else -> goto s51  /* enabled[vf0](esw0) == 1? no */
          fi;
  /* __esw_offloads_load_rep() */
/*s28*/   if
          :: d_step { state_vf0_ETH_esw0 == 1 -> state_vf0_ETH_esw0 = 2 }  /* cmpxchg state[vf0][ETH](esw0) REGISTERED -> LOADED */
          :: else -> goto s34  /* cmpxchg state[vf0][ETH](esw0) REGISTERED -> LOADED: it is something else */
          fi;
/*s29*/   if
          :: d_step { rep_ops_ETH_esw0 == 1 -> inside_vf0_ETH_esw0 = 1 }  /* call rep_ops[ETH]->load(vf0) */
          :: else -> goto s33  /* call rep_ops[ETH]->load(vf0) through missing ops */
          fi;
  /* mlx5e_vport_rep_load() */
/*s30*/   priv_vf0_ETH_esw0 = 1;  /* priv[vf0][ETH](esw0) = 1 */
  /* register_netdev() */
/*s31*/   if :: d_step { rtnl == 0 -> rtnl = 2 } fi;  /* lock rtnl */
/*s32*/   if
          :: d_step { rtnl == 2 -> inside_vf0_ETH_esw0 = 0; newly_loaded_ETH_of_esw0_worker = 1; rtnl = 0 } -> goto s34  /* unlock rtnl */
          :: d_step { rtnl != 2 -> inside_vf0_ETH_esw0 = 0; newly_loaded_ETH_of_esw0_worker = 1 } -> goto s34  /* unlock rtnl, which it does not hold */
          fi;
  /* __esw_offloads_load_rep() */
s33:      state_vf0_ETH_esw0 = 1 -> goto s51;  /* state[vf0][ETH](esw0) = REGISTERED */
s34:      if
          :: d_step { state_vf0_IB_esw0 == 1 -> state_vf0_IB_esw0 = 2 }  /* cmpxchg state[vf0][IB](esw0) REGISTERED -> LOADED */
          :: d_step { state_vf0_IB_esw0 != 1 -> newly_loaded_ETH_of_esw0_worker = 0 } -> goto s51  /* cmpxchg state[vf0][IB](esw0) REGISTERED -> LOADED: it is something else */
          fi;
/*s35*/   if
          :: d_step { rep_ops_IB_esw0 == 1 -> inside_vf0_IB_esw0 = 1 }  /* call rep_ops[IB]->load(vf0) */
          :: else -> goto s40  /* call rep_ops[IB]->load(vf0) through missing ops */
          fi;
  /* mlx5_ib_get_uplink_ibdev() */
/*s36*/   if
          :: state_uplink_IB_esw0 == 2  /* state[uplink][IB](esw0) == LOADED? yes */
          :: d_step { state_uplink_IB_esw0 != 2 -> inside_vf0_IB_esw0 = 0 } -> goto s40  /* state[uplink][IB](esw0) == LOADED? no */
          fi;
/*s37*/   if
          :: rep_ops_IB_esw0 == 1  /* call rep_ops[IB]->get_proto_dev(uplink) */
          :: d_step { rep_ops_IB_esw0 != 1 -> inside_vf0_IB_esw0 = 0 } -> goto s40  /* call rep_ops[IB]->get_proto_dev(uplink) through missing ops */
          fi;
/*s38*/   if
          :: priv_uplink_IB_esw0 == 1  /* priv[uplink][IB](esw0) == 1? yes */
          :: d_step { priv_uplink_IB_esw0 != 1 -> inside_vf0_IB_esw0 = 0 } -> goto s40  /* priv[uplink][IB](esw0) == 1? no */
          fi;
/*s39*/   if :: d_step { priv_vf0_IB_esw0 = 1; inside_vf0_IB_esw0 = 0; newly_loaded_ETH_of_esw0_worker = 0 } -> goto s51 fi;  /* priv[vf0][IB](esw0) = 1 */
  /* __esw_offloads_load_rep() */
s40:      state_vf0_IB_esw0 = 1;  /* state[vf0][IB](esw0) = REGISTERED */
  /* mlx5_esw_offloads_rep_load() */
/*s41*/   if
          :: newly_loaded_ETH_of_esw0_worker == 1  /* newly_loaded[ETH] of esw0 worker == 1? yes */
          :: d_step { newly_loaded_ETH_of_esw0_worker != 1 -> newly_loaded_ETH_of_esw0_worker = 0 } -> goto s51  /* newly_loaded[ETH] of esw0 worker == 1? no */
          fi;
  /* __esw_offloads_unload_rep() */
/*s42*/   if
          :: d_step { state_vf0_ETH_esw0 == 2 -> state_vf0_ETH_esw0 = 1 }  /* cmpxchg state[vf0][ETH](esw0) LOADED -> REGISTERED */
          :: d_step { state_vf0_ETH_esw0 != 2 -> newly_loaded_ETH_of_esw0_worker = 0 } -> goto s51  /* cmpxchg state[vf0][ETH](esw0) LOADED -> REGISTERED: it is something else */
          fi;
/*s43*/   if
          :: d_step { state_vf0_IB_esw0 == 2 -> state_vf0_IB_esw0 = 1 }  /* cmpxchg state[vf0][IB](esw0) LOADED -> REGISTERED */
          :: else -> goto s47  /* cmpxchg state[vf0][IB](esw0) LOADED -> REGISTERED: it is something else */
          fi;
/*s44*/   if
          :: d_step { rep_ops_IB_esw0 == 1 -> inside_vf0_IB_esw0 = 1 }  /* call rep_ops[IB]->unload(vf0) */
          :: else -> goto s47  /* call rep_ops[IB]->unload(vf0) through missing ops */
          fi;
  /* mlx5_ib_vport_rep_unload() */
/*s45*/   if
          :: priv_vf0_IB_esw0 == 1  /* priv[vf0][IB](esw0) == 1? yes */
          :: d_step { priv_vf0_IB_esw0 != 1 -> inside_vf0_IB_esw0 = 0 } -> goto s47  /* priv[vf0][IB](esw0) == 1? no */
          fi;
/*s46*/   if :: d_step { priv_vf0_IB_esw0 = 0; inside_vf0_IB_esw0 = 0 } fi;  /* priv[vf0][IB](esw0) = 0 */
  /* __esw_offloads_unload_rep() */
s47:      if
          :: d_step { rep_ops_ETH_esw0 == 1 -> inside_vf0_ETH_esw0 = 1 }  /* call rep_ops[ETH]->unload(vf0) */
          :: d_step { rep_ops_ETH_esw0 != 1 -> newly_loaded_ETH_of_esw0_worker = 0 } -> goto s51  /* call rep_ops[ETH]->unload(vf0) through missing ops */
          fi;
  /* unregister_netdev() */
/*s48*/   if :: d_step { rtnl == 0 -> rtnl = 2 } fi;  /* lock rtnl */
/*s49*/   if
          :: d_step { rtnl == 2 -> rtnl = 0 }  /* unlock rtnl */
          :: else  /* unlock rtnl, which it does not hold */
          fi;
  /* mlx5e_vport_rep_unload() */
/*s50*/   if :: d_step { priv_vf0_ETH_esw0 = 0; inside_vf0_ETH_esw0 = 0; newly_loaded_ETH_of_esw0_worker = 0 } fi;  /* priv[vf0][ETH](esw0) = 0 */
  /* mlx5_esw_reload_reps() */
s51:      if
          :: d_step { reps_lock_esw0 == 2 -> reps_lock_esw0 = 0 }  /* unlock reps_lock(esw0) */
          :: else  /* unlock reps_lock(esw0), which it does not hold */
          fi;
  /* esw_wq_handler() */
s52:      if
          :: d_step { devlink_d0 == 2 -> gen_of_the_work_on_wq_esw0 = 0; devlink_d0 = 0 } -> goto end_0  /* unlock devlink(d0) */
          :: d_step { devlink_d0 != 2 -> gen_of_the_work_on_wq_esw0 = 0 } -> goto end_0  /* unlock devlink(d0), which it does not hold */
          fi;
}
