/*
 * The emulator loads this module into each Lambda function, before the function's own code. It makes connections behave
 * as in the network of the function's stack: it resolves host names, refuses connections that security groups or routes
 * block, and trusts the authority that signs the certificates of the databases. It changes nothing else.
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
const OF_AWS = /\.(amazonaws\.com(\.cn)?|api\.aws)$/; // no function reaches AWS itself
const LOOPBACK = /^(localhost|127\.0\.0\.1|::1)$/;

/** Reads the routes, which the emulator writes before each invocation. */
function routes() {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

/**
 * Returns the local port that a connection leads to, and the problem if it is blocked; undefined if there is no route
 * for it, so that it is left as it is.
 *
 * @param headers the headers of the HTTP request that the connection is for, if any: the signature names the service
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
  // http sets `path` to null unless it connects to a Unix socket.
  const way = options.path == null ? route(host, options.port, options.headers) : undefined;
  if (way === undefined) return connect.call(this, ...args);
  if (way.problem) {
    process.nextTick(() => this.destroy(timeout(host, options.port, way.problem)));
    return this;
  }
  return connect.call(this, { ...options, host: '127.0.0.1', port: way.port }, callback);
};

// The emulator speaks plain HTTP: HTTPS requests that have a route, such as to an interface endpoint, are sent to it
// over HTTP. ministack replaces https.request later, to send requests for all names of AWS to itself: its replacement
// gets the requests that have no route.
let otherRequest = https.request;
function request(options, ...rest) {
  const host = options?.hostname ?? options?.host;
  if (typeof options !== 'object' || !host || !route(host, options.port ?? 443, options.headers)) {
    return otherRequest.call(https, options, ...rest);
  }
  // Without an agent, no connection is reused, so that security groups are checked at each request.
  const plain = { ...options, protocol: 'http:', agent: false, port: options.port ?? 443 };
  return http.request(plain, ...rest);
}
Object.defineProperty(https, 'request', {
  get: () => request,
  set(replacement) {
    otherRequest = replacement;
  },
});

// Adds the authority of the local databases to those that a function trusts, which on AWS include those of RDS.
const authority = readFileSync(path.join(process.env.REHEARSAL_FOLDER, 'authority.pem'), 'utf8');
const createSecureContext = tls.createSecureContext;
tls.createSecureContext = function (options, ...rest) {
  const trusting = options?.ca ? { ...options, ca: [options.ca, authority].flat() } : options;
  return createSecureContext.call(tls, trusting, ...rest);
};
syncBuiltinESMExports();
