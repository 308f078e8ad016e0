// Written by npm run parameters from pg_settings of PostgreSQL 15, 16, 17, 18; do not edit.

/**
 * The parameters of PostgreSQL, a line each: major versions, name, whether a change waits for a restart (static), type,
 * and what the type takes: unit (or -), lowest and highest number, or the values of an enumeration.
 */
export const SERVER_PARAMETERS = `
17-18 allow_alter_system dynamic bool
15-18 application_name dynamic string
15-18 archive_cleanup_command dynamic string
15-18 archive_command dynamic string
15-18 archive_library dynamic string
15-18 archive_mode static enum always|on|off
15-18 archive_timeout dynamic integer s 0 1073741823
15-18 array_nulls dynamic bool
15-18 authentication_timeout dynamic integer s 1 600
15-18 auto_explain.log_analyze dynamic bool
15-18 auto_explain.log_buffers dynamic bool
15-18 auto_explain.log_format dynamic enum text|xml|json|yaml
15-18 auto_explain.log_level dynamic enum debug5|debug4|debug3|debug2|debug1|info|notice|warning|log
15-18 auto_explain.log_min_duration dynamic integer ms -1 2147483647
15-18 auto_explain.log_nested_statements dynamic bool
16-18 auto_explain.log_parameter_max_length dynamic integer B -1 2147483647
15-18 auto_explain.log_settings dynamic bool
15-18 auto_explain.log_timing dynamic bool
15-18 auto_explain.log_triggers dynamic bool
15-18 auto_explain.log_verbose dynamic bool
15-18 auto_explain.log_wal dynamic bool
15-18 auto_explain.sample_rate dynamic real - 0 1
15-18 autovacuum dynamic bool
15-18 autovacuum_analyze_scale_factor dynamic real - 0 100
15-18 autovacuum_analyze_threshold dynamic integer - 0 2147483647
15-18 autovacuum_freeze_max_age static integer - 100000 2000000000
15-17 autovacuum_max_workers static integer - 1 262143
18 autovacuum_max_workers dynamic integer - 1 262143
15-18 autovacuum_multixact_freeze_max_age static integer - 10000 2000000000
15-18 autovacuum_naptime dynamic integer s 1 2147483
15-18 autovacuum_vacuum_cost_delay dynamic real ms -1 100
15-18 autovacuum_vacuum_cost_limit dynamic integer - -1 10000
15-18 autovacuum_vacuum_insert_scale_factor dynamic real - 0 100
15-18 autovacuum_vacuum_insert_threshold dynamic integer - -1 2147483647
18 autovacuum_vacuum_max_threshold dynamic integer - -1 2147483647
15-18 autovacuum_vacuum_scale_factor dynamic real - 0 100
15-18 autovacuum_vacuum_threshold dynamic integer - 0 2147483647
15-18 autovacuum_work_mem dynamic integer kB -1 2147483647
18 autovacuum_worker_slots static integer - 1 262143
15-18 backend_flush_after dynamic integer 8kB 0 256
15-18 backslash_quote dynamic enum safe_encoding|on|off
15-18 bgwriter_delay dynamic integer ms 10 10000
15-18 bgwriter_flush_after dynamic integer 8kB 0 256
15-18 bgwriter_lru_maxpages dynamic integer - 0 1073741823
15-18 bgwriter_lru_multiplier dynamic real - 0 10
15-18 bonjour static bool
15-18 bonjour_name static string
15-18 bytea_output dynamic enum escape|hex
15-18 check_function_bodies dynamic bool
15-18 checkpoint_completion_target dynamic real - 0 1
15-18 checkpoint_flush_after dynamic integer 8kB 0 256
15-18 checkpoint_timeout dynamic integer s 30 86400
15-18 checkpoint_warning dynamic integer s 0 2147483647
15-18 client_connection_check_interval dynamic integer ms 0 2147483647
15-18 client_encoding dynamic string
15-18 client_min_messages dynamic enum debug5|debug4|debug3|debug2|debug1|log|notice|warning|error
15-18 cluster_name static string
15-18 commit_delay dynamic integer - 0 100000
15-18 commit_siblings dynamic integer - 0 1000
17-18 commit_timestamp_buffers static integer 8kB 0 131072
15-18 compute_query_id dynamic enum auto|regress|on|off
15-18 config_file static string
15-18 constraint_exclusion dynamic enum partition|on|off
15-18 cpu_index_tuple_cost dynamic real - 0 1.79769e+308
15-18 cpu_operator_cost dynamic real - 0 1.79769e+308
15-18 cpu_tuple_cost dynamic real - 0 1.79769e+308
16-18 createrole_self_grant dynamic string
15-18 cursor_tuple_fraction dynamic real - 0 1
15-18 data_directory static string
15-18 data_sync_retry static bool
15-18 DateStyle dynamic string
15-16 db_user_namespace dynamic bool
15-18 deadlock_timeout dynamic integer ms 1 2147483647
15-18 debug_pretty_print dynamic bool
15-18 debug_print_parse dynamic bool
15-18 debug_print_plan dynamic bool
15-18 debug_print_rewritten dynamic bool
15-18 default_statistics_target dynamic integer - 1 10000
15-18 default_table_access_method dynamic string
15-18 default_tablespace dynamic string
15-18 default_text_search_config dynamic string
15-18 default_toast_compression dynamic enum pglz
15-18 default_transaction_deferrable dynamic bool
15-18 default_transaction_isolation dynamic enum serializable|repeatable read|read committed|read uncommitted
15-18 default_transaction_read_only dynamic bool
15-18 dynamic_library_path dynamic string
15-18 dynamic_shared_memory_type static enum posix|sysv|mmap
15-18 effective_cache_size dynamic integer 8kB 1 2147483647
15-18 effective_io_concurrency dynamic integer - 0 1000
15-18 enable_async_append dynamic bool
15-18 enable_bitmapscan dynamic bool
18 enable_distinct_reordering dynamic bool
15-18 enable_gathermerge dynamic bool
17-18 enable_group_by_reordering dynamic bool
15-18 enable_hashagg dynamic bool
15-18 enable_hashjoin dynamic bool
15-18 enable_incremental_sort dynamic bool
15-18 enable_indexonlyscan dynamic bool
15-18 enable_indexscan dynamic bool
15-18 enable_material dynamic bool
15-18 enable_memoize dynamic bool
15-18 enable_mergejoin dynamic bool
15-18 enable_nestloop dynamic bool
15-18 enable_parallel_append dynamic bool
15-18 enable_parallel_hash dynamic bool
15-18 enable_partition_pruning dynamic bool
15-18 enable_partitionwise_aggregate dynamic bool
15-18 enable_partitionwise_join dynamic bool
16-18 enable_presorted_aggregate dynamic bool
18 enable_self_join_elimination dynamic bool
15-18 enable_seqscan dynamic bool
15-18 enable_sort dynamic bool
15-18 enable_tidscan dynamic bool
15-18 escape_string_warning dynamic bool
15-18 event_source static string
17-18 event_triggers dynamic bool
15-18 exit_on_error dynamic bool
18 extension_control_path dynamic string
15-18 external_pid_file static string
15-18 extra_float_digits dynamic integer - -15 3
18 file_copy_method dynamic enum copy|clone
16-18 file_extend_method dynamic enum posix_fallocate|write_zeros
15-18 from_collapse_limit dynamic integer - 1 2147483647
15-18 fsync dynamic bool
15-18 full_page_writes dynamic bool
15-18 geqo dynamic bool
15-18 geqo_effort dynamic integer - 1 10
15-18 geqo_generations dynamic integer - 0 2147483647
15-18 geqo_pool_size dynamic integer - 0 2147483647
15-18 geqo_seed dynamic real - 0 1
15-18 geqo_selection_bias dynamic real - 1.5 2
15-18 geqo_threshold dynamic integer - 2 2147483647
15-18 gin_fuzzy_search_limit dynamic integer - 0 2147483647
15-18 gin_pending_list_limit dynamic integer kB 64 2147483647
16-18 gss_accept_delegation dynamic bool
15-18 hash_mem_multiplier dynamic real - 1 1000
15-18 hba_file static string
15-18 hot_standby static bool
15-18 hot_standby_feedback dynamic bool
15-18 huge_page_size static integer kB 0 2147483647
15-18 huge_pages static enum off|on|try
16-18 icu_validation_level dynamic enum disabled|debug5|debug4|debug3|debug2|debug1|log|notice|warning|error
15-18 ident_file static string
15-18 idle_in_transaction_session_timeout dynamic integer ms 0 2147483647
18 idle_replication_slot_timeout dynamic integer s 0 2147483647
15-18 idle_session_timeout dynamic integer ms 0 2147483647
15-18 IntervalStyle dynamic enum postgres|postgres_verbose|sql_standard|iso_8601
17 io_combine_limit dynamic integer 8kB 1 32
18 io_combine_limit dynamic integer 8kB 1 128
18 io_max_combine_limit static integer 8kB 1 128
18 io_max_concurrency static integer - -1 1024
18 io_method static enum sync|worker
18 io_workers dynamic integer - 1 32
15-18 jit dynamic bool
15-18 jit_above_cost dynamic real - -1 1.79769e+308
15-18 jit_inline_above_cost dynamic real - -1 1.79769e+308
15-18 jit_optimize_above_cost dynamic real - -1 1.79769e+308
15-18 jit_provider static string
15-18 join_collapse_limit dynamic integer - 1 2147483647
15-18 krb_caseins_users dynamic bool
15-18 krb_server_keyfile dynamic string
15-18 lc_messages dynamic string
15-18 lc_monetary dynamic string
15-18 lc_numeric dynamic string
15-18 lc_time dynamic string
15-18 listen_addresses static string
15-18 lo_compat_privileges dynamic bool
15-18 local_preload_libraries dynamic string
15-18 lock_timeout dynamic integer ms 0 2147483647
15-18 log_autovacuum_min_duration dynamic integer ms -1 2147483647
15-18 log_checkpoints dynamic bool
15-17 log_connections dynamic bool
18 log_connections dynamic string
15-18 log_destination dynamic string
15-18 log_directory dynamic string
15-18 log_disconnections dynamic bool
15-18 log_duration dynamic bool
15-18 log_error_verbosity dynamic enum terse|default|verbose
15-18 log_executor_stats dynamic bool
15-18 log_file_mode dynamic integer - 0 511
15-18 log_filename dynamic string
15-18 log_hostname dynamic bool
15-18 log_line_prefix dynamic string
18 log_lock_failures dynamic bool
15-18 log_lock_waits dynamic bool
15-18 log_min_duration_sample dynamic integer ms -1 2147483647
15-18 log_min_duration_statement dynamic integer ms -1 2147483647
15-18 log_min_error_statement dynamic enum debug5|debug4|debug3|debug2|debug1|info|notice|warning|error|log|fatal|panic
15-18 log_min_messages dynamic enum debug5|debug4|debug3|debug2|debug1|info|notice|warning|error|log|fatal|panic
15-18 log_parameter_max_length dynamic integer B -1 1073741823
15-18 log_parameter_max_length_on_error dynamic integer B -1 1073741823
15-18 log_parser_stats dynamic bool
15-18 log_planner_stats dynamic bool
15-18 log_recovery_conflict_waits dynamic bool
15-18 log_replication_commands dynamic bool
15-18 log_rotation_age dynamic integer min 0 35791394
15-17 log_rotation_size dynamic integer kB 0 2097151
18 log_rotation_size dynamic integer kB 0 2147483647
15-18 log_startup_progress_interval dynamic integer ms 0 2147483647
15-18 log_statement dynamic enum none|ddl|mod|all
15-18 log_statement_sample_rate dynamic real - 0 1
15-18 log_statement_stats dynamic bool
15-18 log_temp_files dynamic integer kB -1 2147483647
15-18 log_timezone dynamic string
15-18 log_transaction_sample_rate dynamic real - 0 1
15-18 log_truncate_on_rotation dynamic bool
15-18 logging_collector static bool
15-18 logical_decoding_work_mem dynamic integer kB 64 2147483647
15-18 maintenance_io_concurrency dynamic integer - 0 1000
15-16 maintenance_work_mem dynamic integer kB 1024 2147483647
17-18 maintenance_work_mem dynamic integer kB 64 2147483647
18 max_active_replication_origins static integer - 0 262143
15-18 max_connections static integer - 1 262143
15-18 max_files_per_process static integer - 64 2147483647
15-18 max_locks_per_transaction static integer - 10 2147483647
15-18 max_logical_replication_workers static integer - 0 262143
17-18 max_notify_queue_pages static integer - 64 2147483647
16-18 max_parallel_apply_workers_per_subscription dynamic integer - 0 1024
15-18 max_parallel_maintenance_workers dynamic integer - 0 1024
15-18 max_parallel_workers dynamic integer - 0 1024
15-18 max_parallel_workers_per_gather dynamic integer - 0 1024
15-18 max_pred_locks_per_page dynamic integer - 0 2147483647
15-18 max_pred_locks_per_relation dynamic integer - -2147483648 2147483647
15-18 max_pred_locks_per_transaction static integer - 10 2147483647
15-18 max_prepared_transactions static integer - 0 262143
15-18 max_replication_slots static integer - 0 262143
15-18 max_slot_wal_keep_size dynamic integer MB -1 2147483647
15-18 max_stack_depth dynamic integer kB 100 2147483647
15-18 max_standby_archive_delay dynamic integer ms -1 2147483647
15-18 max_standby_streaming_delay dynamic integer ms -1 2147483647
15-18 max_sync_workers_per_subscription dynamic integer - 0 262143
15-18 max_wal_senders static integer - 0 262143
15-18 max_wal_size dynamic integer MB 2 2147483647
15-18 max_worker_processes static integer - 0 262143
18 md5_password_warnings dynamic bool
15-18 min_dynamic_shared_memory static integer MB 0 2147483647
15-18 min_parallel_index_scan_size dynamic integer 8kB 0 715827882
15-18 min_parallel_table_scan_size dynamic integer 8kB 0 715827882
15-18 min_wal_size dynamic integer MB 2 2147483647
17-18 multixact_member_buffers static integer 8kB 16 131072
17-18 multixact_offset_buffers static integer 8kB 16 131072
17-18 notify_buffers static integer 8kB 16 131072
18 oauth_validator_libraries dynamic string
15-16 old_snapshot_threshold static integer min -1 86400
15-18 parallel_leader_participation dynamic bool
15-18 parallel_setup_cost dynamic real - 0 1.79769e+308
15-18 parallel_tuple_cost dynamic real - 0 1.79769e+308
15-18 password_encryption dynamic enum md5|scram-sha-256
15-18 pg_prewarm.autoprewarm static bool
15-18 pg_prewarm.autoprewarm_interval dynamic integer s 0 2147483
15-18 pg_stat_statements.max static integer - 100 1073741823
15-18 pg_stat_statements.save dynamic bool
15-18 pg_stat_statements.track dynamic enum none|top|all
15-18 pg_stat_statements.track_planning dynamic bool
15-18 pg_stat_statements.track_utility dynamic bool
15-18 pg_trgm.similarity_threshold dynamic real - 0 1
15-18 pg_trgm.strict_word_similarity_threshold dynamic real - 0 1
15-18 pg_trgm.word_similarity_threshold dynamic real - 0 1
15-18 plan_cache_mode dynamic enum auto|force_generic_plan|force_custom_plan
15-18 plpgsql.check_asserts dynamic bool
15-18 plpgsql.extra_errors dynamic string
15-18 plpgsql.extra_warnings dynamic string
15-18 plpgsql.print_strict_params dynamic bool
15-18 plpgsql.variable_conflict dynamic enum error|use_variable|use_column
15-18 port static integer - 1 65535
15-18 postgres_fdw.application_name dynamic string
15-18 primary_conninfo dynamic string
15-18 primary_slot_name dynamic string
15 promote_trigger_file dynamic string
15-18 quote_all_identifiers dynamic bool
15-18 random_page_cost dynamic real - 0 1.79769e+308
15-18 recovery_end_command dynamic string
15-18 recovery_init_sync_method dynamic enum fsync|syncfs
15-18 recovery_min_apply_delay dynamic integer ms 0 2147483647
15-18 recovery_prefetch dynamic enum off|on|try
15-18 recovery_target static string
15-18 recovery_target_action static enum pause|promote|shutdown
15-18 recovery_target_inclusive static bool
15-18 recovery_target_lsn static string
15-18 recovery_target_name static string
15-18 recovery_target_time static string
15-18 recovery_target_timeline static string
15-18 recovery_target_xid static string
15-18 recursive_worktable_factor dynamic real - 0.001 1e+06
16-18 reserved_connections static integer - 0 262143
15-18 restart_after_crash dynamic bool
15-18 restore_command dynamic string
15-18 restrict_nonsystem_relation_kind dynamic string
15-18 row_security dynamic bool
16-18 scram_iterations dynamic integer - 1 2147483647
15-18 search_path dynamic string
15-18 seq_page_cost dynamic real - 0 1.79769e+308
17-18 serializable_buffers static integer 8kB 16 131072
15-18 session_preload_libraries dynamic string
15-18 session_replication_role dynamic enum origin|replica|local
15-18 shared_buffers static integer 8kB 16 1073741823
15-18 shared_memory_type static enum sysv|mmap
15-18 shared_preload_libraries static string
15-18 ssl dynamic bool
15-18 ssl_ca_file dynamic string
15-18 ssl_cert_file dynamic string
15-18 ssl_ciphers dynamic string
15-18 ssl_crl_dir dynamic string
15-18 ssl_crl_file dynamic string
15-18 ssl_dh_params_file dynamic string
15-17 ssl_ecdh_curve dynamic string
18 ssl_groups dynamic string
15-18 ssl_key_file dynamic string
15-18 ssl_max_protocol_version dynamic enum |TLSv1|TLSv1.1|TLSv1.2|TLSv1.3
15-18 ssl_min_protocol_version dynamic enum TLSv1|TLSv1.1|TLSv1.2|TLSv1.3
15-18 ssl_passphrase_command dynamic string
15-18 ssl_passphrase_command_supports_reload dynamic bool
15-18 ssl_prefer_server_ciphers dynamic bool
18 ssl_tls13_ciphers dynamic string
15-18 standard_conforming_strings dynamic bool
15-18 statement_timeout dynamic integer ms 0 2147483647
15-18 stats_fetch_consistency dynamic enum none|cache|snapshot
17-18 subtransaction_buffers static integer 8kB 0 131072
17-18 summarize_wal dynamic bool
15-18 superuser_reserved_connections static integer - 0 262143
17-18 sync_replication_slots dynamic bool
15-18 synchronize_seqscans dynamic bool
17-18 synchronized_standby_slots dynamic string
15-18 synchronous_commit dynamic enum local|remote_write|remote_apply|on|off
15-18 synchronous_standby_names dynamic string
15-18 syslog_facility dynamic enum local0|local1|local2|local3|local4|local5|local6|local7
15-18 syslog_ident dynamic string
15-18 syslog_sequence_numbers dynamic bool
15-18 syslog_split_messages dynamic bool
15-18 tcp_keepalives_count dynamic integer - 0 2147483647
15-18 tcp_keepalives_idle dynamic integer s 0 2147483647
15-18 tcp_keepalives_interval dynamic integer s 0 2147483647
15-18 tcp_user_timeout dynamic integer ms 0 2147483647
15-18 temp_buffers dynamic integer 8kB 100 1073741823
15-18 temp_file_limit dynamic integer kB -1 2147483647
15-18 temp_tablespaces dynamic string
15-18 TimeZone dynamic string
15-18 timezone_abbreviations dynamic string
15-18 track_activities dynamic bool
15-18 track_activity_query_size static integer B 100 1048576
15-18 track_commit_timestamp static bool
18 track_cost_delay_timing dynamic bool
15-18 track_counts dynamic bool
15-18 track_functions dynamic enum none|pl|all
15-18 track_io_timing dynamic bool
15-18 track_wal_io_timing dynamic bool
17-18 transaction_buffers static integer 8kB 0 131072
15-18 transaction_deferrable dynamic bool
15-18 transaction_isolation dynamic enum serializable|repeatable read|read committed|read uncommitted
15-18 transaction_read_only dynamic bool
17-18 transaction_timeout dynamic integer ms 0 2147483647
15-18 transform_null_equals dynamic bool
15-18 unix_socket_directories static string
15-18 unix_socket_group static string
15-18 unix_socket_permissions static integer - 0 511
15-18 update_process_title dynamic bool
16-18 vacuum_buffer_usage_limit dynamic integer kB 0 16777216
15-18 vacuum_cost_delay dynamic real ms 0 100
15-18 vacuum_cost_limit dynamic integer - 1 10000
15-18 vacuum_cost_page_dirty dynamic integer - 0 10000
15-18 vacuum_cost_page_hit dynamic integer - 0 10000
15-18 vacuum_cost_page_miss dynamic integer - 0 10000
15 vacuum_defer_cleanup_age dynamic integer - 0 1000000
15-18 vacuum_failsafe_age dynamic integer - 0 2100000000
15-18 vacuum_freeze_min_age dynamic integer - 0 1000000000
15-18 vacuum_freeze_table_age dynamic integer - 0 2000000000
18 vacuum_max_eager_freeze_failure_rate dynamic real - 0 1
15-18 vacuum_multixact_failsafe_age dynamic integer - 0 2100000000
15-18 vacuum_multixact_freeze_min_age dynamic integer - 0 1000000000
15-18 vacuum_multixact_freeze_table_age dynamic integer - 0 2000000000
18 vacuum_truncate dynamic bool
15-18 wal_buffers static integer 8kB -1 262143
15-18 wal_compression dynamic enum pglz|on|off
15-18 wal_decode_buffer_size static integer B 65536 1073741823
15-18 wal_init_zero dynamic bool
15-18 wal_keep_size dynamic integer MB 0 2147483647
15-18 wal_level static enum minimal|replica|logical
15-18 wal_log_hints static bool
15-18 wal_receiver_create_temp_slot dynamic bool
15-18 wal_receiver_status_interval dynamic integer s 0 2147483
15-18 wal_receiver_timeout dynamic integer ms 0 2147483647
15-18 wal_recycle dynamic bool
15-18 wal_retrieve_retry_interval dynamic integer ms 1 2147483647
15-18 wal_sender_timeout dynamic integer ms 0 2147483647
15-18 wal_skip_threshold dynamic integer kB 0 2147483647
17-18 wal_summary_keep_time dynamic integer min 0 35791394
15-18 wal_sync_method dynamic enum fsync|fdatasync|open_sync|open_datasync
15-18 wal_writer_delay dynamic integer ms 1 10000
15-18 wal_writer_flush_after dynamic integer 8kB 0 2147483647
15-18 work_mem dynamic integer kB 64 2147483647
15-18 xmlbinary dynamic enum base64|hex
15-18 xmloption dynamic enum content|document
`;
