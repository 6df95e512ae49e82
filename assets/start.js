// What Flet's client is told before it starts: everything comes from this server, and there is no other.
var flet = {
  pyodide: false,
  multiView: false,
  noCdn: true,
  webSocketEndpoint: '/ws',
  entrypointBaseUrl: '/',
  assetBase: '/',
  routeUrlStrategy: 'path',
  canvasKitBaseUrl: '/canvaskit/',
  fontFallbackBaseUrl: 'assets/fonts/',
  webRenderer: 'auto'
};
flet.flutterAppLoaded = new Promise(function (resolve) { flet.flutterAppResolve = resolve; });

// WebKit brings a page back from its history with drawing broken for good; the session is on the server and whole.
window.addEventListener('pageshow', function (event) {
  if (event.persisted && navigator.vendor && navigator.vendor.indexOf('Apple') === 0) location.reload();
});
