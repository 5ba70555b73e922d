// The usual client of InfluxDB 1, as its documentation uses it.
import { InfluxDB } from 'influx'
import { run, times } from './run.mjs'

const UNITS = { n: 1, u: 1000, ms: 1000000, s: 1000000000 }

function client({ url, token, database }) {
  const { hostname: host, port } = new URL(url)
  return new InfluxDB({ host, port: Number(port), database, username: 'anyone', password: token })
}

await run({
  /** Points in every precision, to the retention policy. */
  async points(input) {
    const influx = client(input)
    for (const [precision, unit] of Object.entries(UNITS)) {
      const points = times(input.base, unit, input.count).map((timestamp, index) => ({
        measurement: `${input.measurement}_${precision}`,
        tags: { host: 'a b,c=d' },
        fields: { f: index + 0.5, b: index % 2 === 0, s: 'say "hi" \\ ü' },
        timestamp,
      }))
      for (let from = 0; from < points.length; from += input.batch)
        await influx.writePoints(points.slice(from, from + input.batch), { precision, retentionPolicy: input.policy })
    }
  },

  /** One point, to a database and policy of the caller's choice. */
  async point(input) {
    await client(input).writePoints(
      [{ measurement: input.measurement, tags: {}, fields: input.fields }], { retentionPolicy: input.policy })
  },

  async ping(input) {
    const [host] = await client(input).ping(5000)
    return { online: host.online, version: host.version }
  },
})
