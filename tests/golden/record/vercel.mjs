// The Vercel AI SDK's telemetry: text, streams, tools in steps, embeddings, errors.
import { createRequire } from 'node:module';
import { generateText, streamText, embed, tool, stepCountIs, jsonSchema } from 'ai';
import { createOpenAI } from '@ai-sdk/openai';
import { createAnthropic } from '@ai-sdk/anthropic';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { trace } from '@opentelemetry/api';

const { GOLDEN_SINK: sink, GOLDEN_LLM: llm, GOLDEN_PACKAGES: packages } = process.env;
const require = createRequire(import.meta.url);
const { SimpleSpanProcessor } = require(require.resolve('@opentelemetry/sdk-trace-base', { paths: [require.resolve('@opentelemetry/sdk-node')] }));
const processor = new SimpleSpanProcessor(new OTLPTraceExporter({ url: `${sink}/v1/traces` }));
const sdk = new NodeSDK({ serviceName: 'golden', spanProcessors: [processor], autoDetectResources: false });
sdk.start();

const versions = Object.fromEntries(packages.split(',').map((name) => [name, JSON.parse(require('node:fs').readFileSync(new URL(`./node_modules/${name}/package.json`, import.meta.url))).version]));
const post = (path, told) => fetch(`${sink}/${path}`, { method: 'POST', body: JSON.stringify(told) });
const openai = createOpenAI({ baseURL: `${llm}/v1`, apiKey: 'k' });
const anthropic = createAnthropic({ baseURL: `${llm}/v1`, apiKey: 'k' });
const asked = { prompt: 'What is the capital of France?', maxRetries: 0, experimental_telemetry: { isEnabled: true, recordInputs: false, recordOutputs: false } };

async function record(name, provider, run, plans = [{}]) {
  await post('begin', { case: name, plans, truth: { provider }, versions });
  try { await run(); } catch (error) { console.error(name, error.name); }
  await processor.forceFlush();
  await post('end', {});
}

const weather = tool({ description: 'w', inputSchema: jsonSchema({ type: 'object', properties: {} }), execute: async () => 'sunny' });
const steps = { tools: { get_weather: weather }, stopWhen: stepCountIs(3) };
const called = [{ tools: [['get_weather', '{}']] }, {}];
const drain = async (result) => { for await (const _ of result.textStream); };

await record('chat', 'openai', () => generateText({ model: openai.chat('gpt-4o-mini'), ...asked }));
await record('chat, stream', 'openai', () => drain(streamText({ model: openai.chat('gpt-4o-mini'), ...asked })));
await record('chat, two steps', 'openai', () => generateText({ model: openai.chat('gpt-4o-mini'), ...asked, ...steps }), called);
await record('chat, error', 'openai', () => generateText({ model: openai.chat('gpt-4o-mini'), ...asked }), [{ status: 429 }]);
await record('responses', 'openai', () => generateText({ model: openai('gpt-4o-mini'), ...asked }));
await record('embeddings', 'openai', () => embed({ model: openai.embedding('text-embedding-3-small'), value: 'Paris', experimental_telemetry: asked.experimental_telemetry }));
await record('messages', 'anthropic', () => generateText({ model: anthropic('claude-sonnet-4-5'), ...asked }));
await record('messages, stream', 'anthropic', () => drain(streamText({ model: anthropic('claude-sonnet-4-5'), ...asked })));
await record('messages, two steps', 'anthropic', () => streamedSteps(), called);
async function streamedSteps() { await drain(streamText({ model: anthropic('claude-sonnet-4-5'), ...asked, ...steps })); }
await sdk.shutdown();
