// Leaflet is loaded as a plain script (its minified build is a third of its module's size); this is its name for modules.
export default globalThis.L;
