import { Inject, Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { z } from 'zod';
import { ConfigModule } from './config.module';
import { defineConfig, parseSlices, type ConfigOf } from './slice';
import { base64Key, flag, list, port } from './variables';

const web = defineConfig('web', z.object({ PORT: port.default(3000), DEMO: flag.optional() }));
const vault = defineConfig('vault', z.object({ ROOT_KEY: base64Key(32), HOSTS: list.default([]) }));

@Injectable()
class Reader {
  constructor(@Inject(web.KEY) readonly config: ConfigOf<typeof web>) {}
}

describe('configuration', () => {
  it('gives each lib its own typed, frozen slice', async () => {
    const module = await Test.createTestingModule({
      imports: [ConfigModule.forRoot([web], { PORT: '8080', DEMO: 'true', OTHER: 'x' })],
      providers: [Reader],
    }).compile();
    const { config } = module.get(Reader);
    expect(config).toEqual({ PORT: 8080, DEMO: true });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('names every bad variable of every slice at once, without its value', () => {
    const secret = 'not/base64/because of spaces';
    const parse = () => parseSlices([web, vault], { PORT: '70000', ROOT_KEY: secret });
    expect(parse).toThrow(/PORT: [\s\S]*ROOT_KEY: must be base64/);
    expect(parse).not.toThrow(secret);
  });

  it('takes an empty variable as one that is not set', () => {
    expect(parseSlices([web], { PORT: '' }).get(web.KEY)).toEqual({ PORT: 3000 });
  });
});
