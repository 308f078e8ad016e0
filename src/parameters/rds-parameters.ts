/*
 * The parameters that RDS for PostgreSQL adds to those of PostgreSQL, or removes from them. The lists are maintained by
 * hand, as the servers used in the tests do not have them.
 *
 * Sources, read 2026-11-28:
 * - describe-db-parameters of RDS, as public repositories show it (types, allowed values, IsModifiable)
 * - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Parameters.html
 * - https://github.com/pgaudit/pgaudit#settings and https://github.com/citusdata/pg_cron#extension-settings
 */

const LOGGING_LEVELS = 'disabled|debug5|debug4|debug3|debug2|debug1|info|notice|warning|error|log|fatal|panic';

/** Parameters of RDS and of extensions that the test servers do not have, in the format of `SERVER_PARAMETERS`. */
export const RDS_PARAMETERS = `
15- cron.database_name static string
15- cron.enable_superuser_jobs static bool
15- cron.host static string
15- cron.launch_active_jobs dynamic bool
15- cron.log_min_messages dynamic enum debug5|debug4|debug3|debug2|debug1|info|notice|warning|error|log|fatal|panic
15- cron.log_run static bool
15- cron.log_statement static bool
15- cron.max_running_jobs static integer - 0 2147483647
15- cron.timezone static string
15- cron.use_background_workers static bool
15- pgaudit.log dynamic string
15- pgaudit.log_catalog dynamic bool
15- pgaudit.log_client dynamic bool
15- pgaudit.log_level dynamic enum debug5|debug4|debug3|debug2|debug1|info|notice|warning|log
15- pgaudit.log_parameter dynamic bool
16- pgaudit.log_parameter_max_size dynamic integer B 0 2147483647
15- pgaudit.log_relation dynamic bool
15- pgaudit.log_rows dynamic bool
15- pgaudit.log_statement dynamic bool
15- pgaudit.log_statement_once dynamic bool
15- pgaudit.role dynamic string
15 force_parallel_mode dynamic bool
15- rds.accepted_password_auth_method dynamic enum md5+scram|scram
15- rds.adaptive_autovacuum dynamic bool
15- rds.allowed_delegated_extensions dynamic string
15- rds.allowed_extensions dynamic string
15- rds.blue_green_replication_type dynamic string
15- rds.custom_dns_resolution static bool
15- rds.enable_pgactive static bool
15- rds.force_admin_logging_level dynamic enum ${LOGGING_LEVELS}
15- rds.force_autovacuum_logging_level dynamic enum ${LOGGING_LEVELS}
15- rds.force_ssl dynamic bool
15- rds.log_retention_period dynamic integer min 1440 10080
15- rds.logical_replication static bool
15- rds.pg_stat_ramdisk_size static integer MB 0 8196
15- rds.rds_superuser_reserved_connections static integer - 0 262143
15- rds.restrict_password_commands static bool
15- remove_temp_files_after_crash dynamic bool
`;

/**
 * Name spaces without a complete list: a name that resembles no known one is accepted with any value. All parameters of
 * the others (`auto_explain`, `pgaudit`, `pg_stat_statements`) are known.
 */
export const OPEN_NAME_SPACES = [
  'rds',
  'cron',
  'orafce',
  'pg_bigm',
  'pg_hint_plan',
  'pg_partman_bgw',
  'pg_prewarm',
  'pg_similarity',
  'pg_transport',
  'pg_trgm',
  'pgactive',
  'pglogical',
  'pgtle',
  'plpgsql',
  'plprofiler',
  'plrust',
  'plv8',
  'postgis',
  'postgres_fdw',
  'rdkit',
];

/** Values that depend on the build of PostgreSQL: RDS has them, the test servers do not. */
export const BUILD_VALUES: Record<string, string[]> = {
  // Up to PostgreSQL 14 this was a boolean, and RDS lists 0 and 1 for it.
  wal_compression: ['lz4', 'zstd', '0', '1'],
  default_toast_compression: ['lz4'],
  io_method: ['io_uring'],
};

/** Libraries that RDS for PostgreSQL can preload, the allowed values of `shared_preload_libraries`. */
export const PRELOAD_LIBRARIES = [
  'auto_explain',
  'orafce',
  'pg_bigm',
  'pg_cron',
  'pg_hint_plan',
  'pg_partman_bgw',
  'pg_prewarm',
  'pg_similarity',
  'pg_stat_statements',
  'pg_tle',
  'pg_transport',
  'pgactive',
  'pgaudit',
  'pglogical',
  'plprofiler',
  'plrust',
];

/** Parameters of PostgreSQL that RDS sets itself. */
export const MANAGED_BY_RDS = new Set(
  `
  allow_alter_system archive_cleanup_command archive_command archive_library archive_mode block_size bonjour
  bonjour_name cluster_name config_file data_checksums data_directory data_directory_mode data_sync_retry
  debug_assertions dynamic_library_path dynamic_shared_memory_type event_source extension_control_path
  external_pid_file fsync full_page_writes hba_file hot_standby huge_pages_status ident_file in_hot_standby
  integer_datetimes jit_provider krb_caseins_users krb_server_keyfile lc_collate lc_ctype listen_addresses
  local_preload_libraries log_directory log_file_mode log_timezone logging_collector max_function_args
  max_identifier_length max_index_keys num_os_semaphores oauth_validator_libraries port primary_conninfo
  primary_slot_name promote_trigger_file rds.extensions rds.max_tcp_buffers rds.superuser_variables
  recovery_end_command recovery_init_sync_method recovery_min_apply_delay recovery_prefetch recovery_target
  recovery_target_action recovery_target_inclusive recovery_target_lsn recovery_target_name recovery_target_time
  recovery_target_timeline recovery_target_xid restart_after_crash restore_command segment_size server_encoding
  server_version server_version_num shared_memory_size shared_memory_size_in_huge_pages shared_memory_type ssl
  ssl_ca_file ssl_cert_file ssl_crl_dir ssl_crl_file ssl_dh_params_file ssl_ecdh_curve ssl_groups ssl_key_file
  ssl_library ssl_passphrase_command ssl_passphrase_command_supports_reload ssl_prefer_server_ciphers
  syslog_facility syslog_ident syslog_sequence_numbers syslog_split_messages unix_socket_directories
  unix_socket_group unix_socket_permissions update_process_title wal_block_size wal_init_zero wal_level
  wal_log_hints wal_recycle wal_segment_size wal_sync_method
`
    .split(/\s+/)
    .filter((name) => name !== ''),
);

/** Parameters of a session or of a transaction: PostgreSQL refuses them in a configuration. */
export const SESSION_PARAMETERS = new Set([
  'transaction_deferrable',
  'transaction_isolation',
  'transaction_read_only',
  'role',
  'session_authorization',
  'is_superuser',
]);
