# Tocsin — EndToEndTests: an SNPP client that others wrote
# SPDX-License-Identifier: Apache-2.0
#
# snpp_client.pl PORT TEXT PAGER…: sends one message with Net::SNPP, and prints the last reply.
use strict;
use warnings;
use Net::SNPP;

my ($port, $text, @pagers) = @ARGV;
my $server = Net::SNPP->new('127.0.0.1', Port => $port, Timeout => 20) or die "no greeting\n";
$server->login('ward7', 'secret');
$server->subject('Ward 7');
$server->send(Pager => \@pagers, Message => $text, Alert => 1);
print $server->code, "\n";
$server->quit;
