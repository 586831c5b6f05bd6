"""A living page of every component in every state, for building and for pictures; only while DEBUG is on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html

from lib import clock
from lib.looks import LOOKS
from lib.urgency import ClockCard

ZONE = "Asia/Jakarta"


class SampleForm(forms.Form):
    """One field of each kind, so that each can be seen well and refused."""

    title = forms.CharField(label="Apa yang terjadi", help_text="Satu fakta, satu kalimat.", max_length=20)
    note = forms.CharField(label="Catatan", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    kind = forms.ChoiceField(label="Jenis", choices=[("a", "Kejadian"), ("b", "Penemuan")])
    when = forms.ChoiceField(
        label="Kapan?",
        widget=forms.RadioSelect,
        choices=[
            ("now", format_html("{}<small>{}</small>", "Sekarang", "masih berlangsung")),
            ("early", format_html("{}<small>{}</small>", "Tadi", "sudah lewat")),
        ],
    )
    sure = forms.BooleanField(label="Kira-kira", required=False, help_text="Sumbernya tidak persis.")
    proof = forms.FileField(label="Bukti", required=False)


def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state; unknown outside of development."""
    if not settings.DEBUG:
        raise Http404
    for level, text in ((messages.SUCCESS, "Tersimpan."), (messages.ERROR, "Belum tersimpan.")):
        messages.add_message(request, level, text)
    bad = SampleForm({"title": "terlalu panjang untuk kolom ini", "when": "early"})
    samples = {"form": SampleForm(), "bad": bad, "clocks": _clocks(), "looks": LOOKS, "zone": ZONE}
    return render(request, "dev/components.html", samples | _frame())


def _clocks() -> list[ClockCard]:
    now = clock.now()
    law, start = "UU PDP Pasal 46 · 3×24 jam", now - timedelta(hours=31)
    offsets = {"late": -timedelta(minutes=25), "high": timedelta(hours=41), "med": timedelta(hours=60)}
    cards = [
        ClockCard(key, law, "Beri tahu subjek data", now + left, ZONE, start, legal=True, action_url="#")
        for key, left in offsets.items()
    ]
    far = ClockCard("far", "Tinjauan manajemen", "Bahan rapat", now + timedelta(days=17), ZONE, start)
    done = ClockCard("done", law, "Laporan awal", now, ZONE, start, True, now, "Terkirim", receipt_url="#")
    return [*cards, far, done]


def _frame() -> dict[str, Any]:
    names = (("Beranda", "home"), ("Insiden", "alert-triangle"), ("Tugas saya", "checklist"))
    nav: list[dict[str, Any]] = [
        {"url": "#", "label": label, "icon": icon, "group": ""} for label, icon in names
    ]
    nav[1] |= {"badge": 3, "hot": True, "current": True}
    nav.append({"url": "#", "label": "Aset", "icon": "server", "group": "Kepatuhan"})
    return {
        "nav_items": nav,
        "organisation": {"label": "Diskominfotik", "note": "Pemprov DKI Jakarta"},
        "account": {"name": "Petugas Respons", "note": "Respons", "menu": [], "signout_url": "#"},
        "search_url": "#",
        "report_url": "#",
        "notices_url": "#",
        "notices_unread": 6,
        "dead_letters": 2,
        "sending_paused": True,
        "mail_to_folder": True,
    }
