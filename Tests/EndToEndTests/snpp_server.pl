# Tocsin — EndToEndTests: an SNPP server that others wrote
# SPDX-License-Identifier: Apache-2.0
#
# Net::SNPP::Server on a free port of this machine. Prints the port, then each page in a line. Pagers
# that begin with 9 are none. Every two-way message was read, as soon as somebody asks.
use strict;
use warnings;
use Net::SNPP::Server;
use Socket;

$| = 1;
my $server = Net::SNPP::Server->new(Port => 0, BindTo => '127.0.0.1');
my ($port) = unpack_sockaddr_in(getsockname($server->socket()));
print "port $port\n";
$server->callback('validate_pager_id', sub { $_[0] =~ /^9/ ? undef : $_[0] });
$server->callback('write_log', sub { });
$server->callback('process_page', sub {
    my ($pager, $page) = @_;
    print "page $pager->[0] $page->{alert} $page->{mess}\n";
    return 1;
});
$server->custom_command('MSTA', sub {
    print "asked @_\n";
    return '881 1 20261130120000 Delivered and read', 1;
});
while (my $client = $server->client()) { $server->handle_client($client) }
