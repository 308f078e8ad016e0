import { closestParameter, isKnownParameter, isManagedByRds } from '../../src/parameters/parameter-catalogue';

describe('a parameter is known', () => {
  test.each([
    ['work_mem', [15, 16, 17, 18]],
    ['DateStyle', [15, 16, 17, 18]],
    ['vacuum_defer_cleanup_age', [15]], // removed in 16
    ['scram_iterations', [16, 17, 18]], // added in 16
    ['old_snapshot_threshold', [15, 16]], // removed in 17
    ['db_user_namespace', [15, 16]],
    ['transaction_timeout', [17, 18]], // added in 17
    ['io_method', [18]], // added in 18
  ])('%s by %j', (name, majors) => {
    expect([15, 16, 17, 18].filter((major) => isKnownParameter(name, major))).toEqual(majors);
  });

  test('by a major that is younger than the list, when the youngest of the list has it', () => {
    expect(isKnownParameter('io_method', 19)).toBe(true);
    expect(isKnownParameter('old_snapshot_threshold', 19)).toBe(false);
  });

  test.each(['rds.logical_replication', 'pgaudit.role', 'auto_explain.log_min_duration', 'cron.max_running_jobs', 'pg_stat_statements.max'])(
    'in a name space: %s', (name) => expect(isKnownParameter(name, 15)).toBe(true));

  test.each(['', 'WORK_MEM', 'datestyle', 'work_men', 'nospace.name', 'rds.', 'rds.Force', 'rds.a b', '.x', 'constructor', 'toString'])(
    'but not %j', (name) => expect(isKnownParameter(name, 15)).toBe(false));
});

describe('what RDS keeps to itself', () => {
  test.each(['port', 'ssl', 'data_directory', 'wal_level', 'fsync', 'archive_command'])('holds %s', (name) => {
    expect(isManagedByRds(name)).toBe(true);
    expect(isKnownParameter(name, 18)).toBe(false);
  });
  test.each(['work_mem', 'rds.force_ssl', 'constructor', ''])('does not hold %j', (name) => expect(isManagedByRds(name)).toBe(false));
});

describe('the closest parameter', () => {
  test.each([
    ['work_men', 'work_mem'], // one letter other
    ['workmem', 'work_mem'], // one letter less
    ['work_memm', 'work_mem'], // one letter more
    ['shared_bufer', 'shared_buffers'], // two letters less
    ['max_conections_', 'max_connections'], // one less, one more
    ['datestyle', 'DateStyle'], // two letters other
    ['random_page_xxxt', 'random_page_cost'], // three letters other
  ])('to %s is %s', (name, closest) => expect(closestParameter(name, 15)).toBe(closest));

  test('is none where four letters differ', () => {
    expect(closestParameter('random_page_xxxx', 15)).toBeUndefined();
    expect(closestParameter('something_else_altogether', 15)).toBeUndefined();
  });

  test('is one that the major has', () => {
    expect(closestParameter('io_methot', 18)).toBe('io_method');
    expect(closestParameter('scram_iteration', 16)).toBe('scram_iterations');
    expect(closestParameter('scram_iteration', 15)).toBeUndefined();
  });
});
