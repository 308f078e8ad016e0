/*
 * Loaded into each Lambda function of the emulator before its code. It leads the function's connections where the
 * network of its stack leads them: what a host name stands for, whether security groups and routes let the function
 * through, and which authority has signed the certificate of a database. Nothing else of the function is touched.
 */
const { readFileSync } = require('fs');
const http = require('http');
const https = require('https');
const { syncBuiltinESMExports } = require('module');
const net = require('net');
const path = require('path');
const tls = require('tls');

const FILE = path.join(process.env.REHEARSAL_FOLDER, 'routes', `${process.env.AWS_LAMBDA_FUNCTION_NAME}.json`);
const GATEWAY = Number(process.env.GATEWAY_PORT);
const OF_AWS = /\.(amazonaws\.com(\.cn)?|api\.aws)$/; // no function gets to AWS itself
const LOOPBACK = /^(localhost|127\.0\.0\.1|::1)$/;

/** The emulator writes the routes before each invocation. */
function routes() {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

/**
 * Where a connection leads, and why it does not get there; undefined for what is no business of the network.
 *
 * @param headers of the request, if the connection is made for one: its signature says which service it is for
 */
function route(host, port, headers) {
  const known = routes();
  const isPublic = LOOPBACK.test(host) ? Number(port) === GATEWAY : OF_AWS.test(host) && Number(port) === 443;
  const named = known.routes[`${host}:${port}`];
  if (named !== undefined || !isPublic) return named;
  return known.services[serviceOf(headers)] ?? known.public;
}

function serviceOf(headers) {
  const { authorization } = headers ?? {};
  return /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(authorization)?.[1];
}

function timeout(host, port, problem) {
  const error = new Error(`connect ETIMEDOUT ${host}:${port}: ${problem}`);
  return Object.assign(error, { code: 'ETIMEDOUT', syscall: 'connect' });
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [options, callback] = net._normalizeArgs(Array.isArray(args[0]) ? args[0] : args);
  const host = options.host ?? 'localhost';
  // http gives null to connections that are no Unix sockets.
  const way = options.path == null ? route(host, options.port, options.headers) : undefined;
  if (way === undefined) return connect.call(this, ...args);
  if (way.problem) {
    process.nextTick(() => this.destroy(timeout(host, options.port, way.problem)));
    return this;
  }
  return connect.call(this, { ...options, host: '127.0.0.1', port: way.port }, callback);
};

// The emulator speaks HTTP: what comes by HTTPS, as by an interface endpoint, is led to it. ministack replaces the
// function later, to lead all names of AWS to itself: it gets those that the network does not know.
let otherRequest = https.request;
function request(options, ...rest) {
  const host = options?.hostname ?? options?.host;
  if (typeof options !== 'object' || !host || !route(host, options.port ?? 443, options.headers)) {
    return otherRequest.call(https, options, ...rest);
  }
  // Without an agent, no connection is kept: security groups count at each request.
  const plain = { ...options, protocol: 'http:', agent: false, port: options.port ?? 443 };
  return http.request(plain, ...rest);
}
Object.defineProperty(https, 'request', {
  get: () => request,
  set(replacement) {
    otherRequest = replacement;
  },
});

// Beside the authorities that a function trusts, that of the databases, which on AWS is one of RDS.
const authority = readFileSync(path.join(process.env.REHEARSAL_FOLDER, 'authority.pem'), 'utf8');
const createSecureContext = tls.createSecureContext;
tls.createSecureContext = function (options, ...rest) {
  const trusting = options?.ca ? { ...options, ca: [options.ca, authority].flat() } : options;
  return createSecureContext.call(tls, trusting, ...rest);
};
syncBuiltinESMExports();
