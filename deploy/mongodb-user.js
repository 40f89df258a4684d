// MongoDB's image runs this once, before anybody can connect: it makes the user that Porchlight is to MongoDB.
db.getSiblingDB('porchlight').createUser({
  user: 'porchlight',
  pwd: require('fs').readFileSync('/run/porchlight/porchlight-password', 'utf8'),
  roles: [{ role: 'readWrite', db: 'porchlight' }],
});
