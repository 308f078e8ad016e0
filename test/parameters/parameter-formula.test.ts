import { comparisonProblem, formulaProblem, looksLikeFormula } from '../../src/parameters/parameter-formula';

describe('RDS accepts', () => {
  // The first ones are the defaults of RDS.
  test.each([
    'LEAST({DBInstanceClassMemory/9531392},5000)',
    '{DBInstanceClassMemory/32768}',
    'GREATEST({DBInstanceClassMemory*1024/63963136},65536)',
    'GREATEST({DBInstanceClassMemory/63963136*1024},65536)',
    'GREATEST({log(DBInstanceClassMemory/21474836480)*600},200)',
    'GREATEST(${DBInstanceVCPU*2},8)',
    'SUM({DBInstanceClassMemory/12038},-50003)',
    '{EndPointPort}',
    '{TrueIfReplica}',
    'greatest({DBInstanceVCPU}, 8)',
    'LEAST(GREATEST({DBInstanceVCPU*2},8),64)',
    'IF({TrueIfReplica},8,16)',
    '{AllocatedStorage / 1024}',
  ])('%s', (formula) => {
    expect(looksLikeFormula(formula)).toBe(true);
    expect(formulaProblem(formula)).toBeUndefined();
    expect(comparisonProblem(formula)).toBeUndefined();
  });

  test.each([
    '{DBInstanceVCPU} > 2',
    '"{DBInstanceVCPU} >= 4"',
    'DBInstanceVCPU=<8',
    '2 < LEAST({DBInstanceVCPU},8)',
    '{TrueIfReplica} => 1',
  ])('as a comparison: %s', (formula) => {
    expect(comparisonProblem(formula)).toBeUndefined();
    expect(formulaProblem(formula)).toBeDefined();
  });
});

test.each([
  ['{DBInstanceClassMemory/32768', "'}' is missing at the end"],
  ['DBInstanceClassMemory/32768}', 'DBInstanceClassMemory must be in braces'],
  ['LEAST(DBInstanceClassMemory/9531392,5000)', 'DBInstanceClassMemory must be in braces'],
  ['{dbInstanceClassMemory/2}', 'dbInstanceClassMemory is not a variable of RDS, DBInstanceClassMemory is'],
  ['{DBInstanceClassMem/2}', 'DBInstanceClassMem is not a variable of RDS, DBInstanceClassMemory is'],
  [
    '{Cores*2}',
    'Cores is not a variable of RDS: there are AllocatedStorage, DBInstanceClassMemory, DBInstanceVCPU, ' +
      'EndPointPort, TrueIfReplica',
  ],
  ['{DBInstanceClassMemory/0}', 'it divides by 0'],
  ['{DBInstanceClassMemory*0.25}', "'0.25' is not a whole number"],
  ['{DBInstanceClassMemory+1}', "'}' is missing before '+'"],
  ['{}', "'}' is not a whole number"],
  ['{DBInstanceVCPU/}', "'}' is not a whole number"],
  ['{DBInstanceVCPU/', 'it ends too early'],
  ['LEAST()', 'an argument is missing'],
  ['LEAST({DBInstanceVCPU},,8)', 'an argument is missing'],
  ['LEAST({DBInstanceVCPU},8', "')' is missing at the end"],
  ['LEAST({DBInstanceVCPU},8) kB', "'kB' is not expected"],
  ['IF({TrueIfReplica},8)', 'IF does not take 2 arguments'],
  ['{log DBInstanceClassMemory}', "'(' is missing before 'DBInstanceClassMemory'"],
])('not %s', (formula, problem) => {
  expect(looksLikeFormula(formula)).toBe(true);
  expect(formulaProblem(formula)).toBe(problem);
});

test.each(['64', '16MB', 'on', '', 'LEAST', 'America/Sao_Paulo'])('%j is not meant as a formula', (value) =>
  expect(looksLikeFormula(value)).toBe(false),
);
