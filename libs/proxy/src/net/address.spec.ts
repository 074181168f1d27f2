import { classifyAddress, isOwnAddress } from './address';
import { hostTricks, NOT_PUBLIC } from '../spec/hostile';
import { endpointOf, refuseAddress, refuseEndpoint, type EgressPolicy } from './egress-policy';

const POLICY: EgressPolicy = {
  privateHosts: ['localhost', '127.0.0.1', '[::1]', 'ollama.lan:11434'],
  denyPorts: new Set([5432, 6379]),
  standInOrigin: 'http://127.0.0.1:4010',
};

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

describe('literal hosts of URLs', () => {
  it.each(hostTricks(443))('%s does not get out as public', (text) => {
    const url = URL.parse(text);
    if (!url) return;
    const endpoint = endpointOf(url);
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
