import { closest } from '../private/closest';

/**
 * Which parameters a parameter group of Amazon RDS for PostgreSQL takes.
 *
 * The names are those that `postgres --describe-config` prints for the releases 15, 16, 17 and 18, less those that RDS
 * sets itself (file places, archiving, recovery, the server's own certificate, developer options), plus the name spaces of `rds.` and of
 * the extensions that RDS supports.
 */

/** Parameters of PostgreSQL 15 that a team may set. */
const POSTGRES_15 = words(`
  DateStyle IntervalStyle TimeZone archive_timeout array_nulls authentication_timeout autovacuum
  autovacuum_analyze_scale_factor autovacuum_analyze_threshold autovacuum_freeze_max_age autovacuum_max_workers
  autovacuum_multixact_freeze_max_age autovacuum_naptime autovacuum_vacuum_cost_delay autovacuum_vacuum_cost_limit
  autovacuum_vacuum_insert_scale_factor autovacuum_vacuum_insert_threshold autovacuum_vacuum_scale_factor
  autovacuum_vacuum_threshold autovacuum_work_mem backend_flush_after backslash_quote bgwriter_delay
  bgwriter_flush_after bgwriter_lru_maxpages bgwriter_lru_multiplier bytea_output check_function_bodies
  checkpoint_completion_target checkpoint_flush_after checkpoint_timeout checkpoint_warning
  client_connection_check_interval client_encoding client_min_messages commit_delay commit_siblings
  compute_query_id constraint_exclusion cpu_index_tuple_cost cpu_operator_cost cpu_tuple_cost
  cursor_tuple_fraction db_user_namespace deadlock_timeout debug_pretty_print debug_print_parse debug_print_plan
  debug_print_rewritten default_statistics_target default_table_access_method default_tablespace
  default_text_search_config default_toast_compression default_transaction_deferrable
  default_transaction_isolation default_transaction_read_only effective_cache_size effective_io_concurrency
  enable_async_append enable_bitmapscan enable_gathermerge enable_hashagg enable_hashjoin enable_incremental_sort
  enable_indexonlyscan enable_indexscan enable_material enable_memoize enable_mergejoin enable_nestloop
  enable_parallel_append enable_parallel_hash enable_partition_pruning enable_partitionwise_aggregate
  enable_partitionwise_join enable_seqscan enable_sort enable_tidscan escape_string_warning exit_on_error
  extra_float_digits from_collapse_limit geqo geqo_effort geqo_generations geqo_pool_size geqo_seed
  geqo_selection_bias geqo_threshold gin_fuzzy_search_limit gin_pending_list_limit hash_mem_multiplier
  hot_standby_feedback huge_page_size huge_pages idle_in_transaction_session_timeout idle_session_timeout jit
  jit_above_cost jit_inline_above_cost jit_optimize_above_cost join_collapse_limit lc_messages lc_monetary
  lc_numeric lc_time lo_compat_privileges lock_timeout log_autovacuum_min_duration log_checkpoints log_connections
  log_destination log_disconnections log_duration log_error_verbosity log_executor_stats log_filename log_hostname
  log_line_prefix log_lock_waits log_min_duration_sample log_min_duration_statement log_min_error_statement
  log_min_messages log_parameter_max_length log_parameter_max_length_on_error log_parser_stats log_planner_stats
  log_recovery_conflict_waits log_replication_commands log_rotation_age log_rotation_size
  log_startup_progress_interval log_statement log_statement_sample_rate log_statement_stats log_temp_files
  log_transaction_sample_rate log_truncate_on_rotation logical_decoding_work_mem maintenance_io_concurrency
  maintenance_work_mem max_connections max_files_per_process max_locks_per_transaction
  max_logical_replication_workers max_parallel_maintenance_workers max_parallel_workers
  max_parallel_workers_per_gather max_pred_locks_per_page max_pred_locks_per_relation
  max_pred_locks_per_transaction max_prepared_transactions max_replication_slots max_slot_wal_keep_size
  max_stack_depth max_standby_archive_delay max_standby_streaming_delay max_sync_workers_per_subscription
  max_wal_senders max_wal_size max_worker_processes min_dynamic_shared_memory min_parallel_index_scan_size
  min_parallel_table_scan_size min_wal_size old_snapshot_threshold parallel_leader_participation
  parallel_setup_cost parallel_tuple_cost password_encryption plan_cache_mode quote_all_identifiers
  random_page_cost recursive_worktable_factor row_security search_path seq_page_cost session_preload_libraries
  session_replication_role shared_buffers shared_preload_libraries ssl_ciphers ssl_max_protocol_version
  ssl_min_protocol_version standard_conforming_strings statement_timeout stats_fetch_consistency
  superuser_reserved_connections synchronize_seqscans synchronous_commit synchronous_standby_names
  tcp_keepalives_count tcp_keepalives_idle tcp_keepalives_interval tcp_user_timeout temp_buffers temp_file_limit
  temp_tablespaces timezone_abbreviations track_activities track_activity_query_size track_commit_timestamp
  track_counts track_functions track_io_timing track_wal_io_timing transform_null_equals vacuum_cost_delay
  vacuum_cost_limit vacuum_cost_page_dirty vacuum_cost_page_hit vacuum_cost_page_miss vacuum_defer_cleanup_age
  vacuum_failsafe_age vacuum_freeze_min_age vacuum_freeze_table_age vacuum_multixact_failsafe_age
  vacuum_multixact_freeze_min_age vacuum_multixact_freeze_table_age wal_buffers wal_compression
  wal_decode_buffer_size wal_keep_size wal_receiver_create_temp_slot wal_receiver_status_interval
  wal_receiver_timeout wal_retrieve_retry_interval wal_sender_timeout wal_skip_threshold wal_writer_delay
  wal_writer_flush_after work_mem xmlbinary xmloption
`);

/** What each later major version added and removed. */
const CHANGES: { major: number; added: string[]; removed: string[] }[] = [
  {
    major: 16,
    added: words(`
      createrole_self_grant enable_presorted_aggregate file_extend_method gss_accept_delegation icu_validation_level
      max_parallel_apply_workers_per_subscription reserved_connections scram_iterations vacuum_buffer_usage_limit
    `),
    removed: words('vacuum_defer_cleanup_age'),
  },
  {
    major: 17,
    added: words(`
      commit_timestamp_buffers enable_group_by_reordering event_triggers io_combine_limit max_notify_queue_pages
      multixact_member_buffers multixact_offset_buffers notify_buffers serializable_buffers subtransaction_buffers
      summarize_wal sync_replication_slots synchronized_standby_slots transaction_buffers transaction_timeout
      wal_summary_keep_time
    `),
    removed: words('db_user_namespace old_snapshot_threshold'),
  },
  {
    major: 18,
    added: words(`
      autovacuum_vacuum_max_threshold autovacuum_worker_slots enable_distinct_reordering enable_self_join_elimination
      file_copy_method idle_replication_slot_timeout io_max_combine_limit io_max_concurrency io_method io_workers
      log_lock_failures max_active_replication_origins md5_password_warnings ssl_tls13_ciphers track_cost_delay_timing
      vacuum_max_eager_freeze_failure_rate vacuum_truncate
    `),
    removed: words(''),
  },
];

/** Parameters that exist in PostgreSQL and that RDS keeps to itself. */
const MANAGED_BY_RDS = new Set(words(`
  allow_alter_system archive_cleanup_command archive_command archive_library archive_mode bonjour bonjour_name
  cluster_name data_directory data_sync_retry dynamic_library_path dynamic_shared_memory_type event_source
  extension_control_path external_pid_file fsync full_page_writes hba_file hot_standby ident_file jit_provider
  krb_caseins_users krb_server_keyfile listen_addresses local_preload_libraries log_directory log_file_mode
  log_timezone logging_collector oauth_validator_libraries port primary_conninfo primary_slot_name
  promote_trigger_file recovery_end_command recovery_init_sync_method recovery_min_apply_delay recovery_prefetch
  recovery_target recovery_target_action recovery_target_inclusive recovery_target_lsn recovery_target_name
  recovery_target_time recovery_target_timeline recovery_target_xid restart_after_crash restore_command
  shared_memory_type ssl ssl_ca_file ssl_cert_file ssl_crl_dir ssl_crl_file ssl_dh_params_file ssl_ecdh_curve
  ssl_groups ssl_key_file ssl_passphrase_command ssl_passphrase_command_supports_reload ssl_prefer_server_ciphers
  syslog_facility syslog_ident syslog_sequence_numbers syslog_split_messages unix_socket_directories
  unix_socket_group unix_socket_permissions update_process_title wal_init_zero wal_level wal_log_hints wal_recycle
  wal_sync_method
`));

/** Prefixes of `rds.` and of the extensions that RDS for PostgreSQL supports. */
const NAME_SPACES = words('rds auto_explain cron orafce pg_bigm pg_hint_plan pg_prewarm pg_stat_statements pgactive pgaudit pglogical pgtle plpgsql plrust plv8 postgis');

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Whether PostgreSQL has the parameter but RDS does not let anyone set it. */
export function isManagedByRds(name: string): boolean {
  return MANAGED_BY_RDS.has(name);
}

/**
 * Whether a parameter group of the major version takes the parameter.
 *
 * A major version younger than this list is checked against the youngest that the list has.
 */
export function isKnownParameter(name: string, major: number): boolean {
  const [nameSpace, ...rest] = name.split('.');
  if (rest.length > 0) return NAME_SPACES.includes(nameSpace) && rest.every((part) => /^[a-z_0-9]+$/.test(part));
  return parametersOf(major).has(name);
}

/** The known parameter that is spelled most like `name`, for messages. */
export function closestParameter(name: string, major: number): string | undefined {
  return closest(name, [...parametersOf(major)]);
}

function parametersOf(major: number): Set<string> {
  const parameters = new Set(POSTGRES_15);
  for (const change of CHANGES.filter((c) => c.major <= major)) {
    change.removed.forEach((name) => parameters.delete(name));
    change.added.forEach((name) => parameters.add(name));
  }
  return parameters;
}
