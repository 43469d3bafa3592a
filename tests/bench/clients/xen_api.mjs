// Xen Orchestra's xen-api as a client under measurement. See tests/bench/peers.py for what it is asked.
import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const { createClient } = await import(
  pathToFileURL(createRequire(process.argv[3] + '/').resolve('xen-api')).href
)
const server = JSON.parse(process.argv[2])
const cpu = () => { const used = process.cpuUsage(); return (used.user + used.system) / 1e6 }
const say = values => console.log(JSON.stringify(values))
console.warn = () => {}

const xapi = createClient({
  url: server.url,
  auth: { user: server.user, password: server.password },
  allowUnauthorized: true,
  watchEvents: true,
})
const [wall, used] = [performance.now(), cpu()]
await xapi.connect()
await xapi.objectsFetched
say({
  wall_s: (performance.now() - wall) / 1e3,
  cpu_s: cpu() - used,
  objects: Object.keys(xapi.objects.all).length,
})
for await (const line of createInterface({ input: process.stdin })) {
  const before = cpu()
  await new Promise(resolve => setTimeout(resolve, JSON.parse(line).follow_s * 1e3))
  say({ cpu_s: cpu() - before, objects: Object.keys(xapi.objects.all).length })
}
process.exit(0)
