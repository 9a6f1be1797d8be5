import { WinceError } from '@wince/core';
import { describe, expect, test } from 'vitest';
import { featureColumns, featureNetworks, parseNetworkFeature } from './network-feature.ts';

describe('a feature', () => {
  test.each([
    ['faceres', 'faceres', 'embedding', 'whole'],
    ['faceres:embedding', 'faceres', 'embedding', 'whole'],
    ['faceres:global_pooling/Mean', 'faceres', 'embedding', 'whole'],
    ['faceres:conv_pw_5', 'faceres:conv_pw_5', 'conv_pw_5', 'whole'],
    ['faceres:conv_pw_5@mean', 'faceres:conv_pw_5@mean', 'conv_pw_5', 'mean'],
    ['faceres:conv_pw_5@whole', 'faceres:conv_pw_5', 'conv_pw_5', 'whole'],
    ['mobilenet-v2-1.4@pyramid', 'mobilenet-v2-1.4@pyramid', 'conv_1', 'pyramid'],
    ['mobilenet-v2-1.4:conv_1@pyramid-mean', 'mobilenet-v2-1.4@pyramid-mean', 'conv_1', 'pyramid-mean'],
    ['faceres:conv_dw_5/depthwise@max', 'faceres:conv_dw_5/depthwise@max', 'conv_dw_5/depthwise', 'max'],
    ['faceres-untrained', 'faceres-untrained', 'embedding', 'whole'],
  ])('%s is %s', (text, name, tap, pool) => {
    expect(parseNetworkFeature(text)).toMatchObject({ name, tap, pool });
    expect(parseNetworkFeature(name)).toEqual(parseNetworkFeature(text));
  });

  test.each([
    ['facres', 'unknown-network', 'Did you mean "faceres"?'],
    ['faceres:conv_pw_25', 'unknown-tap', 'Did you mean "conv_pw_2"?'],
    ['faceres@average', 'unknown-pooling', 'names the pooling "average", which does not exist'],
    ['faceres@meen', 'unknown-pooling', 'Did you mean "mean"?'],
    ['faceres:embedding@mean', 'bad-feature', 'has no rows and columns'],
    ['blazeface', 'bad-feature', 'gives no features'],
    ['faceres:', 'bad-feature', 'does not have the form'],
    ['', 'bad-feature', 'does not have the form'],
    ['faceres:a:b', 'bad-feature', 'does not have the form'],
  ])('%s is refused as %s', (text, code, message) => {
    const refused = () => parseNetworkFeature(text);
    expect(refused).toThrow(WinceError);
    expect(refused).toThrow(message);
    expect(refused).toThrow(expect.objectContaining({ code, status: 2 }));
  });

  test('names its columns', () => {
    expect(featureColumns(parseNetworkFeature('faceres:conv1@mean'), [3, 5, 5])).toEqual([
      'faceres:conv1@mean 0',
      'faceres:conv1@mean 1',
      'faceres:conv1@mean 2',
    ]);
  });

  test('comes from a network that is no detector', () => {
    expect(featureNetworks()).toContain('vgg-face-untrained');
    expect(featureNetworks()).not.toContain('facemesh');
  });
});
