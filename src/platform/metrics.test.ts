import { expect, test } from 'vitest';
import { exposition } from './metrics.ts';

test('gauges are written as Prometheus reads them, labels escaped', () => {
  const samples = [
    { labels: { status: 'a"b\\c' }, value: 2 },
    { labels: {}, value: 0.5 },
  ];
  expect(exposition([{ name: 'edgewise_orders', help: 'Orders by status.', samples }])).toBe(
    [
      '# HELP edgewise_orders Orders by status.',
      '# TYPE edgewise_orders gauge',
      'edgewise_orders{status="a\\"b\\\\c"} 2',
      'edgewise_orders 0.5',
      '',
    ].join('\n'),
  );
});
