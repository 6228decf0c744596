"""A small client of PostgreSQL's protocol 3.0, for servers that trust whoever connects."""
import socket
import struct


class ServerError(Exception):
    """What the server refused; args[0] is the SQLSTATE."""


class Connection:
    def __init__(self, port, user, database, limit=60):
        self.socket = socket.create_connection(('127.0.0.1', port), timeout=limit)
        parameters = f'user\0{user}\0database\0{database}\0\0'.encode()
        self.socket.sendall(struct.pack('!II', 8 + len(parameters), 196608) + parameters)
        self.finish_answer()

    def send(self, kind, body=b''):
        self.socket.sendall(kind + struct.pack('!I', 4 + len(body)) + body)

    def receive_bytes(self, count):
        data = b''
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise ConnectionError('the server closed the connection')
            data += part
        return data

    def receive(self):
        kind, size = struct.unpack('!cI', self.receive_bytes(5))
        return kind, self.receive_bytes(size - 4)

    def finish_answer(self, copy_in=None):
        """Reads up to ReadyForQuery: rows, what was copied out."""
        rows, copied, error = [], b'', None
        while True:
            kind, body = self.receive()
            if kind == b'E':
                fields = dict((part[:1], part[1:].decode()) for part in body.split(b'\0') if part)
                error = ServerError(fields[b'C'], fields[b'M'])
            elif kind == b'D':
                rows.append(self.row(body))
            elif kind == b'G':
                self.send(b'd', copy_in)
                self.send(b'c')
            elif kind == b'd':
                copied += body
            elif kind == b'Z':
                break
        if error:
            raise error
        return rows, copied

    @staticmethod
    def row(body):
        count, at, values = struct.unpack('!H', body[:2])[0], 2, []
        for _ in range(count):
            size = struct.unpack('!i', body[at:at + 4])[0]
            at += 4
            values.append(None if size < 0 else body[at:at + size].decode())
            at += max(size, 0)
        return values

    def query(self, sql, copy_in=None):
        self.send(b'Q', sql.encode() + b'\0')
        return self.finish_answer(copy_in)[0]

    def copy_out(self, sql):
        self.send(b'Q', sql.encode() + b'\0')
        return self.finish_answer()[1]

    def close(self):
        self.send(b'X')
        self.socket.close()
