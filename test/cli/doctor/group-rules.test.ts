import { peersOn, shorthand } from '../../../src/cli/doctor/group-rules';

const GROUP = { UserIdGroupPairs: [{ GroupId: 'sg-1' }] };

test.each([
  ['TCP on the port', { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432 }, ['sg-1']],
  ['TCP by its number', { IpProtocol: '6', FromPort: 5432, ToPort: 5432 }, ['sg-1']],
  ['a range of ports', { IpProtocol: 'tcp', FromPort: 5000, ToPort: 6000 }, ['sg-1']],
  ['every protocol', { IpProtocol: '-1' }, ['sg-1']],
  ['another port', { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }, []],
  ['UDP', { IpProtocol: 'udp', FromPort: 5432, ToPort: 5432 }, []],
])('a rule about %s', (_, rule, groups) => {
  expect(peersOn(5432, [{ ...rule, ...GROUP }])).toEqual({ groups, ranges: [], lists: [] });
});

test('the other ends of several rules, each once', () => {
  const rule = { IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-1' }] };
  const ranges = { IpRanges: [{ CidrIp: '10.0.0.0/16' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] };
  expect(
    peersOn(5432, [
      { ...rule, ...ranges },
      { ...rule, ...GROUP },
    ]),
  ).toEqual({
    groups: ['sg-1'],
    ranges: ['10.0.0.0/16', '::/0'],
    lists: ['pl-1'],
  });
  expect(peersOn(5432)).toEqual({ groups: [], ranges: [], lists: [] });
});

test('a rule as the AWS CLI takes it', () => {
  expect(shorthand({ IpProtocol: 'tcp', FromPort: 0, ToPort: 65_535 }, '0.0.0.0/0')).toBe(
    'IpProtocol=tcp,FromPort=0,ToPort=65535,IpRanges=[{CidrIp=0.0.0.0/0}]',
  );
  expect(shorthand({ IpProtocol: '-1' }, '::/0')).toBe('IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=::/0}]');
});
