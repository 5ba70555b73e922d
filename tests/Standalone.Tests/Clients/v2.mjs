// The official client of InfluxDB 2, as its documentation uses it.
import { InfluxDB, Point, setLogger } from '@influxdata/influxdb-client'
import { run, times } from './run.mjs'

const UNITS = { ns: 1, us: 1000, ms: 1000000, s: 1000000000 }

// The outcome goes to standard output; the client's own complaints stay apart from it.
setLogger({ error: (message, error) => console.error(message, error?.message), warn: (message, error) => console.error(message, error?.message) })

const writer = ({ url, token, bucket }, precision, options) =>
  new InfluxDB({ url, token, timeout: 5000 }).getWriteApi('any-org', bucket, precision, { maxRetries: 0, ...options })

await run({
  /** Points in every precision, in batches, compressed. */
  async points(input) {
    for (const [precision, unit] of Object.entries(UNITS)) {
      const api = writer(input, precision, { batchSize: input.batch, gzipThreshold: 0 })
      times(input.base, unit, input.count).forEach((time, index) =>
        api.writePoint(
          new Point(`${input.measurement}_${precision}`).tag('host', 'a b,c=d').floatField('f', index + 0.5).intField('i', index)
            .booleanField('b', index % 2 === 0).stringField('s', 'say "hi" \\ ü').timestamp(time)))
      await api.close()
    }
  },

  /** Lines as they are. */
  async lines(input) {
    const api = writer(input, 'ns', {})
    api.writeRecords(input.lines)
    await api.close()
  },
})
