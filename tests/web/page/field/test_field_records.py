"""What a team records reaches the town exactly once: over a morning without network, with the end of the inspection, a new link or a full phone in between."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import text

from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.services import inspection_late
from tests import inspected_town
from tests.inspected_town import Begun
from tests.web.page.conftest import Town
from tests.web.page.field.conftest import G1, G2, arrived, end, in_network, picture, report, rows, sent
from tests.web.page.waiting import until


def test_the_end_comes_while_the_team_is_out_of_network(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    phone = new_phone()
    page = open_link(phone, kept=True)
    phone.set_offline(True)
    page.locator(G1).click()
    page.locator("#tick").click()
    report(page, "结束前看到的", photo=True)
    expect(page.locator("#badge")).to_have_text("离线 · 待传 3")
    end(begun)
    page.reload()
    page.locator(G2).click()
    page.locator("#tick").click()
    expect(page.locator("#badge")).to_have_text("离线 · 待传 4")
    in_network(page)
    expect(page.locator("#over-state")).to_have_text("这部手机上的记录都已上传。")
    assert sent(served, begun) == {"tick": 2, "finding": 1}
    assert rows(served, "SELECT count(*) FROM inspection_record WHERE inspection_id = :id AND body ? 'late'", id=begun.id) == [(3,)]
    assert rows(served, "SELECT i.source, i.grid_code, count(p.*) FROM incident i JOIN incident_text t ON t.incident_id = i.id LEFT JOIN incident_photo p ON p.incident_id = i.id "
                        "WHERE t.text = '结束前看到的' GROUP BY 1, 2") == [("inspection", "G1", 1)]
    inspection_late.renew(begun.database, LOCAL_OPERATOR, begun.id)
    assert rows(served, "SELECT count(*) FROM office_matter WHERE inspection_id = :id AND kind = 'unreached' AND decision IS NULL", id=begun.id) == [(0,)]
    for offline in (False, True):
        phone.set_offline(offline)
        page.reload()
        expect(page.locator("#sheet h2")).to_have_text("联查已结束")
        assert not any(name in page.content() for name in ("柳湾", "石桥", "一组"))
    assert until(page, "(async () => { const [{ name }] = await indexedDB.databases(); const base = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });"
                       " return new Promise((done) => { const asked = base.transaction('data').objectStore('data').get('team'); asked.onsuccess = () => done(asked.result === undefined); }); })()")


def test_a_report_that_is_being_written_when_the_end_comes(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    """Saved, it is taken in; left half written, its words can still be taken along."""
    one, two = open_link(new_phone()), open_link(new_phone())
    for page in (one, two):
        page.locator(G1).click()
        page.locator("#finding").click()
        page.locator("#item-all").select_option("I1")
        page.locator("#words").fill("结束时正在写")
        page.wait_for_timeout(400)
    end(begun)
    for page in (one, two):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.wait_for_timeout(300)
        expect(page.locator("#words")).to_have_value("结束时正在写")
    one.locator("#save").click()
    expect(one.locator("#over-state")).to_have_text("这部手机上的记录都已上传。")
    assert sent(served, begun) == {"finding": 1}
    two.locator(".stop-head .square").click()
    expect(two.locator("#left")).to_contain_text("结束时正在写")
    expect(two.locator("#left")).to_contain_text("没有写完")


def test_the_dispatcher_finds_what_inspections_found(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun, new_page: Callable[..., Page]) -> None:
    phone = open_link(new_phone())
    phone.locator(G1).click()
    report(phone, "给调度员看的", item="I1")
    arrived(phone, served, begun, {"finding": 1})
    desk = new_page(served.url)
    desk.goto(f"{served.url}/?s=events")
    desk.get_by_role("button", name="联查", exact=True).last.click()
    first = desk.locator("[data-id]").first
    expect(first).to_contain_text("井盖缺失")
    expect(first).to_contain_text("柳湾网格 · 联查")
    first.click()
    expect(desk.locator(".panel")).to_contain_text("给调度员看的")
    expect(desk.locator(".panel")).to_contain_text("联查一组")


def test_what_was_recorded_after_the_end_stays_on_the_phone_and_can_be_taken_along(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    phone = new_phone()
    page = open_link(phone, kept=True)
    phone.set_offline(True)
    end(begun)
    with served.database.begin() as connection:
        connection.execute(text("UPDATE inspection SET ended_at = now() - interval '1 hour' WHERE id = :id"), {"id": begun.id})
    page.locator(G1).click()
    page.locator("#tick").click()
    report(page, "结束后看到的", photo=True)
    in_network(page)
    expect(page.locator("#over-state")).to_contain_text("有 2 条没有收下")
    left = page.locator("#left")
    expect(left.locator("li").first).to_contain_text("柳湾网格 · 打卡 · 30.02000, 119.95000")
    expect(left).to_contain_text("以后记下的，没有收下")
    page.reload()
    expect(left).to_contain_text("结束后看到的")
    with page.expect_download() as saved:
        page.locator("#left-file").click()
    with open(saved.value.path(), encoding="utf-8") as file:
        said = file.read()
    assert saved.value.suggested_filename == "联查记录.txt"
    assert "结束后看到的" in said and "没有收下" in said
    assert sent(served, begun) == {}


def test_a_new_link_sends_what_the_old_one_could_not(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun, watched: Any) -> None:
    watched.expected += ("status of 404",)
    phone = new_phone()
    page = open_link(phone, kept=True)
    phone.set_offline(True)
    page.locator(G1).click()
    page.locator("#tick").click()
    inspected_town.issue(begun, again=True)
    phone.set_offline(False)
    page.reload()
    expect(page.locator("main")).to_contain_text("打开新链接后会自动上传")
    assert sent(served, begun) == {}
    page.close()
    again = open_link(phone)
    arrived(again, served, begun, {"tick": 1})


def test_a_phone_whose_clock_is_wrong_tells_the_servers_time(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    phone = new_phone()
    phone.add_init_script("{ const Own = Date; const off = 3 * 3600000; window.Date = class extends Own { constructor(...a) { super(...(a.length ? a : [Own.now() + off])); } static now() { return Own.now() + off; } }; }")
    page = open_link(phone, kept=True)
    phone.set_offline(True)
    page.reload()
    page.locator(G1).click()
    page.locator("#tick").click()
    in_network(page)
    arrived(page, served, begun, {"tick": 1})
    (made,), = rows(served, "SELECT made_at FROM inspection_record WHERE inspection_id = :id", id=begun.id)
    assert abs(made - datetime.now(UTC)) < timedelta(seconds=30)


def test_two_phones_of_a_team_see_what_the_other_did(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    one, two = open_link(new_phone(), kept=True), open_link(new_phone(), kept=True)
    for page in (one, two):
        page.context.set_offline(True)
        page.locator(G1).click()
        page.locator("#tick").click()
    one.locator("[data-check='K01'] .normal").click()
    expect(one.locator("#badge")).to_have_text("离线 · 待传 2")
    two.locator("[data-check='K01'] .inapplicable").click()
    expect(two.locator("#badge")).to_have_text("离线 · 待传 2")
    for page in (one, two):
        in_network(page)
    arrived(two, served, begun, {"tick": 2, "answer": 2})
    one.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(one.locator("[data-check='K01'] .inapplicable")).to_have_attribute("aria-pressed", "true")


def test_a_report_half_written_outlives_the_tab(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    phone = new_phone()
    page = open_link(phone, kept=True)
    phone.set_offline(True)
    page.locator(G1).click()
    page.locator("#finding").click()
    page.locator("#item-all").select_option("I2")
    page.locator("#words").fill("写到一半")
    page.locator("#photos").set_input_files([picture(5000, 3000), {"name": "说明.txt", "mimeType": "text/plain", "buffer": b"no picture"}])
    expect(page.locator(".shots img")).to_have_count(1)
    expect(page.locator(".fault")).to_have_text("不是能识别的照片，没有加入：说明.txt")
    page.wait_for_timeout(400)
    page.close()
    again = phone.new_page()
    again.goto(page.url)
    again.locator("#resume").click()
    expect(again.locator("#words")).to_have_value("写到一半")
    expect(again.locator(".shots img")).to_have_count(1)
    again.locator("#save").click()
    expect(again.locator("#badge")).to_have_text("离线 · 待传 2")
    expect(again.locator("#resume")).to_have_count(0)
    in_network(again)
    arrived(again, served, begun, {"finding": 1})
    (size,), = rows(served, "SELECT p.size FROM incident_photo p JOIN incident_text t ON t.incident_id = p.incident_id WHERE t.text = '写到一半'")
    assert size < 4_000_000


def test_a_full_phone_says_so_and_keeps_the_form(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    phone = new_phone()
    phone.add_init_script("const put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (...all) { if (window.fullPhone) throw new DOMException('full', 'QuotaExceededError'); return put.apply(this, all); };")
    page = open_link(phone)
    page.locator(G1).click()
    page.locator("#finding").click()
    page.locator("#item-all").select_option("I2")
    page.evaluate("window.fullPhone = true")
    page.locator("#words").fill("存不下")
    page.locator("#save").click()
    expect(page.locator("#said")).to_contain_text("手机存储已满")
    expect(page.locator("#words")).to_have_value("存不下")
    page.evaluate("window.fullPhone = false")
    page.locator("#save").click()
    arrived(page, served, begun, {"finding": 1})
