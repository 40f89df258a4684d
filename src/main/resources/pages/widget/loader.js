// sockets: '{{sockets}}', modules: '{{assets}}'
