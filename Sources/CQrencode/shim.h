// Tocsin — CQrencode: libqrencode for TocsinServer
// SPDX-License-Identifier: Apache-2.0
#include <qrencode.h>
