// One session of every tool, resource and prompt with an official TypeScript SDK; see every_tool.rs.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const [modules, sdk] = process.argv.slice(2);
const require = createRequire(modules + "/");
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const plan = JSON.parse((await lines.next()).value);
const known = { ...plan.variables };
let answer = "accept";
let asked = 0;

async function say(word) {
  console.log(word);
  assert.equal((await lines.next()).value, "ok");
}

function elicited(request) {
  asked += 1;
  assert.ok(request.params.requestedSchema.properties.confirm, JSON.stringify(request));
  return answer === "accept" ? { action: "accept", content: { confirm: true } } : { action: answer };
}

// The two generations of the SDK differ in where things are.
function connecting() {
  const identity = { name: "every-tool", version: "1" };
  const capabilities = { elicitation: { form: {} } };
  if (sdk === "v1") {
    const { Client } = require("@modelcontextprotocol/sdk/client/index.js");
    const { StdioClientTransport } = require("@modelcontextprotocol/sdk/client/stdio.js");
    const { StreamableHTTPClientTransport } = require("@modelcontextprotocol/sdk/client/streamableHttp.js");
    const { ElicitRequestSchema } = require("@modelcontextprotocol/sdk/types.js");
    const client = new Client(identity, { capabilities });
    client.setRequestHandler(ElicitRequestSchema, async (request) => elicited(request));
    const call = (params, options) => client.callTool(params, undefined, options);
    return { client, call, StdioClientTransport, StreamableHTTPClientTransport };
  }
  const { Client, StreamableHTTPClientTransport } = require("@modelcontextprotocol/client");
  const { StdioClientTransport } = require("@modelcontextprotocol/client/stdio");
  const versionNegotiation = { mode: plan.era === "modern" ? "auto" : "legacy" };
  const client = new Client(identity, { capabilities, versionNegotiation });
  client.setRequestHandler("elicitation/create", async (request) => elicited(request));
  const call = (params, options) => client.callTool(params, options);
  return { client, call, StdioClientTransport, StreamableHTTPClientTransport };
}

const { client, call, StdioClientTransport, StreamableHTTPClientTransport } = connecting();

function filled(value) {
  if (Array.isArray(value)) return value.map(filled);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item)]));
  }
  return typeof value === "string" && value.startsWith("$") ? known[value.slice(1)] : value;
}

function failure(step) {
  if ((step.only ?? plan.deployment) !== plan.deployment) return "not supported";
  if (step.asks && !plan.can_ask) return "cannot ask its user";
  return step.asks === "decline" ? "declined" : step.fails;
}

async function one(step) {
  const told = [];
  const before = asked;
  answer = step.asks ?? "accept";
  const params = { name: "confluence_" + step.tool, arguments: filled(step.arguments) };
  const options = step.progress ? { onprogress: (progress) => told.push(progress) } : {};
  const result = await call(params, options);
  const text = result.content.map((block) => block.text ?? "").join("\n");
  const fails = failure(step);
  assert.equal(result.isError ?? false, fails !== undefined, text);
  assert.ok(text.includes(fails ?? step.says ?? ""), text);
  assert.equal(asked - before, step.asks && plan.can_ask ? 1 : 0);
  assert.equal(told.length > 0, (step.progress ?? false) && fails === undefined, JSON.stringify(told));
  for (const [name, pointer] of Object.entries(step.save ?? {})) {
    const keys = pointer.slice(1).split("/");
    known[name] = keys.reduce((value, key) => value[key], JSON.parse(result.content[0].text));
  }
}

async function beside() {
  const { resources } = await client.listResources();
  assert.ok(resources.some((resource) => resource.uri === "confluence://spaces/DOCS"));
  assert.equal((await client.listResourceTemplates()).resourceTemplates.length, 4);
  const page = await client.readResource({ uri: `confluence://pages/${known.page}` });
  assert.match(page.contents[0].text, /## Prerequisites/);
  const image = await client.readResource({ uri: `confluence://pages/${known.page}/attachments/overview.png` });
  assert.match(image.contents[0].blob, /^iVBOR/);
  const prompts = (await client.listPrompts()).prompts.map((prompt) => prompt.name);
  assert.deepEqual(prompts, ["summarize_space_changes", "draft_page", "review_page"]);
  const prompt = await client.getPrompt({ name: "review_page", arguments: { page_id: known.page } });
  assert.ok(prompt.messages[0].content.text.includes(known.page));
  const ref = { type: "ref/resource", uri: "confluence://spaces/{space_key}/pages/{title}" };
  const keys = await client.complete({ ref, argument: { name: "space_key", value: "DO" } });
  assert.deepEqual(keys.completion.values, ["DOCS"]);
  const context = { arguments: { space_key: "DOCS" } };
  const titles = await client.complete({ ref, argument: { name: "title", value: "Arch" }, context });
  assert.deepEqual(titles.completion.values, ["Architecture"]);
  await assert.rejects(call({ name: "confluence_nothing", arguments: {} }));
  await assert.rejects(client.readResource({ uri: "confluence://nothing" }));
  await assert.rejects(client.getPrompt({ name: "nothing" }));
}

async function cancel() {
  await say("slow");
  const signal = AbortSignal.timeout(350);
  const params = { name: "confluence_get_page_children", arguments: { parent_id: known.deep, depth: 20 } };
  await assert.rejects(call(params, { signal }));
  assert.ok(signal.aborted);
  await sleep(200);
  await say("given up");
  assert.equal((await call({ name: "confluence_list_spaces", arguments: {} })).isError ?? false, false);
}

const [program, ...args] = plan.command;
const transport = plan.url
  ? new StreamableHTTPClientTransport(new URL(plan.url))
  : new StdioClientTransport({ command: program, args });
await client.connect(transport);
if (sdk !== "v1") {
  assert.equal(client.getNegotiatedProtocolVersion(), plan.era === "modern" ? "2026-07-28" : "2025-11-25");
}
const names = (await client.listTools()).tools.map((tool) => tool.name).sort();
assert.deepEqual(names, plan.tools);
for (const step of plan.calls) {
  try {
    await one(step);
  } catch (error) {
    throw new Error(`${step.tool} ${JSON.stringify(step.arguments)}: ${error.message}`);
  }
}
await beside();
await cancel();
await client.close();
console.log(JSON.stringify({ calls: plan.calls.length, asked }));
process.exit(0);
