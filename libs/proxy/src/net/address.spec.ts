import { classifyAddress, isOwnAddress } from './address';
import { endpointOf, refuseAddress, refuseEndpoint, type EgressPolicy } from './egress-policy';

const POLICY: EgressPolicy = {
  privateHosts: ['localhost', '127.0.0.1', '[::1]', 'ollama.lan:11434'],
  denyPorts: new Set([5432, 6379]),
  standInOrigin: 'http://127.0.0.1:4010',
};

/** Addresses as a resolver, or a URL after the WHATWG parser, hands them over. */
const NOT_PUBLIC = [
  // This host, and "any"
  '0.0.0.0',
  '0.1.2.3',
  '127.0.0.1',
  '127.1.2.3',
  '127.255.255.255',
  '::',
  '::1',
  // Private and shared
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.168.255.255',
  '100.64.0.1',
  '100.127.255.255',
  'fc00::1',
  'fd12:3456:789a::1',
  'fec0::1',
  // Link local and metadata
  '169.254.0.1',
  '169.254.169.254',
  '169.254.170.2',
  'fe80::1',
  'fe80::1%eth0',
  'febf::1',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd20:ce::254',
  // Documentation, benchmarking, reserved, multicast, broadcast
  '192.0.0.1',
  '192.0.2.1',
  '198.51.100.1',
  '203.0.113.1',
  '198.18.0.1',
  '198.19.255.255',
  '192.88.99.1',
  '240.0.0.1',
  '255.255.255.255',
  '224.0.0.1',
  '239.255.255.255',
  'ff02::1',
  'ff05::2',
  '2001:db8::1',
  '3fff::1',
  '2001:2::1',
  '2001:10::1',
  '2001:20::1',
  '100::1',
  '5f00::1',
  '4000::1',
  // IPv4 in IPv6 clothes
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:10.0.0.1',
  '::ffff:169.254.169.254',
  '::ffff:8.8.8.8',
  '::127.0.0.1',
  '::7f00:1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::a00:1',
  '2002:7f00:1::',
  '2002:a9fe:a9fe::1',
  '2001::1',
  '2001:0:53aa:64c:0:fbff:80ff:fffe',
  // Not addresses at all
  '',
  'localhost',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '127.0.0.1 ',
];

describe('addresses', () => {
  it.each(NOT_PUBLIC)('%j is not public', (address) => {
    expect(classifyAddress(address)).not.toBe('public');
  });

  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '104.18.7.192',
    '172.15.0.1',
    '172.32.0.1',
    '2606:4700::6810:7c0',
  ])('%s is public', (address) => expect(classifyAddress(address)).toBe('public'));

  it('knows the addresses of this machine', () => {
    expect(isOwnAddress('127.0.0.1')).toBe(true);
    expect(isOwnAddress('127.9.9.9')).toBe(true);
    expect(isOwnAddress('8.8.8.8')).toBe(false);
  });
});

/** Hosts in URLs, in every notation that a URL parser accepts; each is a way to spell "inside". */
const TRICKS = [
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0x7f.0.0.1/',
  'https://0177.0.0.1/',
  'https://017700000001/',
  'https://127.0.0.1./',
  'https://①②⑦.⓪.⓪.①/',
  'https://0/',
  'https://[::ffff:127.0.0.1]/',
  'https://[0:0:0:0:0:ffff:7f00:1]/',
  'https://[::]/',
  'https://[64:ff9b::169.254.169.254]/',
  'https://2852039166/',
  'https://0xa9fea9fe/',
  'https://169.254.43518/',
];

describe('literal hosts of URLs', () => {
  it.each(TRICKS)('%s does not get out as public', (text) => {
    const endpoint = endpointOf(new URL(text));
    const address = endpoint.hostname.replace(/^\[|\]$|\.$/g, '');
    expect(refuseAddress(POLICY, 'public', endpoint, address)).toBeDefined();
  });
});

describe('the policy of the zones', () => {
  const check = (zone: 'public' | 'listed' | 'stand-in', url: string, address: string) => {
    const endpoint = endpointOf(new URL(url));
    return refuseEndpoint(POLICY, zone, endpoint) ?? refuseAddress(POLICY, zone, endpoint, address);
  };

  it.each([
    ['listed', 'http://localhost:8080/', '127.0.0.1'],
    ['listed', 'http://localhost.:8080/', '127.0.0.1'],
    ['listed', 'http://[::1]:8080/', '::1'],
    ['listed', 'http://ollama.lan:11434/v1', '192.168.1.5'],
    ['listed', 'https://api.groq.com/openai/v1', '104.18.7.192'],
    ['public', 'https://api.openai.com/v1', '104.18.7.192'],
    ['stand-in', 'http://127.0.0.1:4010/openai/v1', '127.0.0.1'],
  ] as const)('%s may dial %s at %s', (zone, url, address) => {
    expect(check(zone, url, address)).toBeUndefined();
  });

  it.each([
    // The exception is for listed base URLs only, never for a provider's own host.
    ['public', 'https://localhost/', '127.0.0.1'],
    ['public', 'http://api.openai.com/', '104.18.7.192'],
    ['public', 'ftp://api.openai.com/', '104.18.7.192'],
    // A public name that points inside, and a listed name on another port.
    ['listed', 'https://rebind.example/', '127.0.0.1'],
    ['listed', 'https://rebind.example/', '192.168.1.5'],
    ['listed', 'http://rebind.example/', '104.18.7.192'],
    ['listed', 'http://ollama.lan:22/', '192.168.1.5'],
    // Whoever lists a host does not list the cloud's metadata.
    ['listed', 'http://localhost/', '169.254.169.254'],
    ['listed', 'http://ollama.lan:11434/', '::ffff:192.168.1.5'],
    // Our own database and Redis, under every name of this machine.
    ['listed', 'http://localhost:5432/', '127.0.0.1'],
    ['listed', 'http://127.0.0.1:6379/', '127.0.0.1'],
    ['listed', 'http://[::1]:6379/', '::1'],
    // The stand-in's zone leads to the stand-in and nowhere else.
    ['stand-in', 'http://127.0.0.1:4011/', '127.0.0.1'],
    ['stand-in', 'https://127.0.0.1:4010/', '127.0.0.1'],
    ['stand-in', 'https://api.openai.com/', '104.18.7.192'],
  ] as const)('%s may not dial %s at %s', (zone, url, address) => {
    expect(check(zone, url, address)).toBeDefined();
  });
});
