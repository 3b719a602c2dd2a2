# Tocsin — EndToEndTests: a two-way SNPP client that others wrote
# SPDX-License-Identifier: Apache-2.0
#
# snpp_two_way.pl PORT send PAGER TEXT: sends one two-way message with Net::SNPP, and prints the
# code, the tag and the pass code. snpp_two_way.pl PORT status TAG CODE: asks what became of it,
# and prints the code, the number, the time and the words. snpp_two_way.pl PORT ping PAGER.
use strict;
use warnings;
use Net::SNPP;

my ($port, $verb, @words) = @ARGV;
my $server = Net::SNPP->new('127.0.0.1', Port => $port, Timeout => 20) or die "no greeting\n";
if ($verb eq 'send') {
    my ($pager, $text) = @words;
    $server->two_way or die 'no two-way: ' . $server->code . "\n";
    $server->pager_id($pager) or die 'no pager: ' . $server->code . "\n";
    $server->content($text) or die 'no text: ' . $server->code . "\n";
    $server->read_ack(1) or die 'no reading: ' . $server->code . "\n";
    $server->message_response(1, 'Yes') or die 'no choice: ' . $server->code . "\n";
    my ($tag, $code) = $server->send_two_way;
    print $server->code, " $tag $code\n";
} elsif ($verb eq 'status') {
    my ($number, $time, undef, $text, $code) = $server->message_status(@words);
    print join(' ', $code, map { defined $_ ? $_ : '-' } $number, $time, $text), "\n";
} elsif ($verb eq 'ping') {
    $server->ping(@words);
    print $server->code, "\n";
}
$server->quit;
