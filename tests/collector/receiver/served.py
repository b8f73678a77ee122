"""Runs a receiver on free ports: `python served.py DIRECTORY SCHEMA LIMITS`.

SCHEMA is `whole`, or `raw` for the tables that the receiver itself writes and none of the views
behind them (inserts are then quick); LIMITS is a JSON object.

Prints its ports as one line of JSON, then answers each line of SQL with one line of JSON rows, and
stops cleanly when its input ends.
"""

import json
import socket
import sys
import threading

import uvicorn

from centspan.collector.engine import Engine
from centspan.collector.migrate import Target, migrate, migrations
from centspan.collector.receiver import grpc, http
from centspan.collector.receiver.limits import Limits
from centspan.collector.receiver.receiver import Receiver


def main(directory: str, schema: str, limits: str) -> None:
    engine = Engine(directory)
    if schema == "whole":
        client = engine.client()
        migrate(client)
        client.close()
    else:
        for statement in migrations()[0].statements():
            engine.connect().query(Target(engine.database).fill(statement))
    receiver = Receiver(engine, Limits(**json.loads(limits)))
    over_grpc = grpc.serve(receiver, "127.0.0.1:0")
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(http.app(receiver), log_level="warning", lifespan="off"))
    threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
    print(json.dumps({"http": listener.getsockname()[1], "grpc": over_grpc.port}), flush=True)
    answer_queries(engine)
    server.should_exit = True
    over_grpc.stop()
    receiver.close()
    engine.close()


def answer_queries(engine: Engine) -> None:
    connection = engine.connect()
    for line in sys.stdin:
        rows = str(connection.query(json.loads(line), "JSONCompactEachRow"))
        print(json.dumps([json.loads(row) for row in rows.splitlines()]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
