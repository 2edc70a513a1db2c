"""The server's settings for one ordinary machine that the application shares; written anew at each start."""

import os
from pathlib import Path

MB = 1024 * 1024

# Errors may quote people's words, so neither statements, parameters nor row contents reach the server's log.
TEMPLATE = """\
# Written by `wangge db up`; put changes of your own into local.conf beside this file.
listen_addresses = ''
cluster_name = '{name}'
port = {port}
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100

shared_buffers = {buffers}MB
effective_cache_size = {cache}MB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
wal_compression = lz4
random_page_cost = 1.1
jit = off

timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = on
log_directory = 'log'
log_filename = 'server-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""

LOCAL_CONF = "# 本机自己的 PostgreSQL 设置写在这里，重启数据库后生效。\n"
HBA = "local all all peer map=wangge\n"


def postgresql_conf(name: str, port: int, sockets: Path) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MB
    return TEMPLATE.format(
        name=name, port=port, sockets=sockets, buffers=max(128, min(2048, memory // 8)), cache=memory // 2,
    )


def ident_map(owner: str, role: str) -> str:
    """Who may connect: the user that runs the server, and root; both as the one role of the cluster."""
    return "".join(f"wangge {user} {role}\n" for user in dict.fromkeys((owner, "root")))
