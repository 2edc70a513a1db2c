"""Report: one form, one incident, whatever is pressed twice or fails between."""

import io
from collections.abc import Callable
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

from tests.web.page.waiting import until

Open = Callable[..., Page]


def open_form(open_page: Open, lon: float, lat: float, **how: bool) -> Page:
    page = open_page(f"?m=16/{lat}/{lon}&at={lon},{lat}", **how)
    expect(page.locator("#place-card")).to_be_visible()
    page.locator(".panel-foot .btn.main").click()
    expect(page.locator("h1")).to_have_text("新建上报")
    return page


def fill(page: Page, text: str, item: str = "井盖") -> None:
    page.locator("#report-item").fill(item)
    page.locator("#item-list [role=option]").first.click()
    page.locator("#report-text").fill(text)


def submit(page: Page) -> None:
    page.locator(".panel-foot .btn.main").click()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (90, 120, 60)).save(out, "JPEG")
    return out.getvalue()


def test_a_report_appears_in_its_grid_in_list_and_map(open_page: Open, town: Any) -> None:
    lon, lat, _, name = town.inside()
    page = open_form(open_page, lon, lat)
    fill(page, "井盖缺了一块，行人要绕行")
    page.locator("#report-photos").set_input_files([{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()}])
    with page.expect_response(lambda answer: "/tiles/incidents/" in answer.url):
        submit(page)
        expect(page.locator("#event-card")).to_contain_text(name)
    expect(page.locator("#event-card")).to_contain_text("井盖缺了一块")
    expect(page.locator(".history")).to_contain_text(f"归入 {name}")
    expect(page.locator(".photos img")).to_have_count(1)
    expect(page.locator("#notices")).to_contain_text("已上报")
    page.locator(".panel-head .square").click()
    expect(page.locator("#events li").first).to_contain_text("污水井盖缺失")
    expect(page.locator("#events li").first).to_contain_text(name)
    assert town.count("井盖缺了一块，行人要绕行") == 1


def test_two_presses_make_one_incident(open_page: Open, town: Any) -> None:
    lon, lat, *_ = town.inside()
    page = open_form(open_page, lon, lat)
    fill(page, "连按两次")
    page.locator(".panel-foot .btn.main").dblclick()
    expect(page.locator("#event-card")).to_be_visible()
    assert town.count("连按两次") == 1


def test_a_lost_answer_and_a_retry_make_one_incident(open_page: Open, town: Any, watched: Any) -> None:
    watched.expected = ("ERR_FAILED", "Failed to load resource")
    lon, lat, *_ = town.inside()
    page = open_form(open_page, lon, lat)
    fill(page, "答复丢了")

    def swallow(route: Any) -> None:
        route.fetch()  # it arrives and is stored, but the answer is lost
        route.abort()

    page.route("**/api/v1/incidents", swallow)
    submit(page)
    expect(page.locator("#report .note.red")).to_contain_text("连不上服务")
    expect(page.locator("#report-text")).to_have_value("答复丢了")
    expect(page.locator(".panel-foot .btn.main")).to_have_text("重试")
    page.unroute("**/api/v1/incidents")
    submit(page)
    expect(page.locator("#event-card")).to_contain_text("答复丢了")
    assert town.count("答复丢了") == 1


def test_an_edited_retry_is_not_a_second_incident(open_page: Open, town: Any, watched: Any) -> None:
    watched.expected = ("ERR_FAILED", "Failed to load resource")
    lon, lat, *_ = town.inside()
    page = open_form(open_page, lon, lat)
    fill(page, "原话")
    page.route("**/api/v1/incidents", lambda route: (route.fetch(), route.abort()))
    submit(page)
    expect(page.locator("#report .note.red")).to_be_visible()
    page.unroute("**/api/v1/incidents")
    page.locator("#report-text").fill("改过的话")
    submit(page)
    expect(page.locator("#notices")).to_contain_text("没有重复上报")
    assert (town.count("原话"), town.count("改过的话")) == (1, 0)


def test_what_is_missing_is_said_beside_its_field(open_page: Open, town: Any) -> None:
    lon, lat, *_ = town.inside()
    page = open_form(open_page, lon, lat)
    submit(page)
    expect(page.locator("#report-item-fault")).to_have_text("请选择事项。")
    expect(page.locator("#report-text-fault")).to_have_text("请写明情况。")
    expect(page.locator("#report-item")).to_be_focused()


def test_a_draft_outlives_a_reload(open_page: Open, town: Any) -> None:
    lon, lat, *_ = town.inside()
    page = open_form(open_page, lon, lat)
    fill(page, "写到一半")
    page.reload()
    page.locator("#notices .link").click()
    expect(page.locator("#report-text")).to_have_value("写到一半")
    expect(page.locator("#report-item")).to_have_value("污水井盖缺失")


ONE_PHOTO = [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()}]
KEPT = """() => new Promise((done) => { const asked = indexedDB.open("wangge", 1); asked.onsuccess = () => {
    const counted = asked.result.transaction("draft-photos").objectStore("draft-photos").count(); counted.onsuccess = () => done(counted.result); }; })"""


def test_photos_outlive_a_reload_and_go_with_the_report(open_page: Open, town: Any) -> None:
    lon, lat, *_ = town.inside()
    page = open_form(open_page, lon, lat)
    fill(page, "照片还在")
    page.locator("#report-photos").set_input_files(ONE_PHOTO)
    expect(page.locator(".photos img")).to_have_count(1)
    until(page, f"async () => (await ({KEPT})()) === 1")
    page.reload()
    page.locator("#notices .link").click()
    expect(page.locator(".photos img")).to_have_count(1)
    submit(page)
    expect(page.locator("#event-card")).to_contain_text("照片还在")
    expect(page.locator(".photos img")).to_have_count(1)
    until(page, f"async () => (await ({KEPT})()) === 0")
    page.reload()
    expect(page.locator("#notices .link")).to_have_count(0)


def test_a_report_is_given_up_and_taken_back(open_page: Open, town: Any) -> None:
    lon, lat, *_ = town.inside()
    page = open_form(open_page, lon, lat)
    fill(page, "不报了")
    page.locator("#report-photos").set_input_files(ONE_PHOTO)
    expect(page.locator(".photos img")).to_have_count(1)
    page.get_by_role("button", name="放弃").click()
    expect(page.locator("#notices")).to_contain_text("已放弃这份上报")
    until(page, f"async () => (await ({KEPT})()) === 0")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("#report-text")).to_have_value("不报了")
    expect(page.locator(".photos img")).to_have_count(1)
    page.get_by_role("button", name="放弃").click()
    page.reload()
    page.locator(".panel-foot .btn.main").click()
    expect(page.locator("#report-text")).to_have_value("")
    expect(page.locator(".photos img")).to_have_count(0)


def test_a_browser_that_keeps_no_photos_says_so_and_goes_on(open_page: Open, town: Any) -> None:
    lon, lat, *_ = town.inside()
    page = open_page(f"?m=16/{lat}/{lon}&at={lon},{lat}")
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page.reload()
    expect(page.locator("#place-card")).to_be_visible()
    page.locator(".panel-foot .btn.main").click()
    fill(page, "不能暂存")
    page.locator("#report-photos").set_input_files(ONE_PHOTO * 10)
    expect(page.locator("#report")).to_contain_text("这个浏览器不能暂存照片")
    expect(page.locator("#report")).to_contain_text("最多 9 张照片")
    page.reload()
    page.locator("#notices .link").click()
    expect(page.locator("#report")).to_contain_text("有 9 张照片没能暂存下来")
    submit(page)
    expect(page.locator("#event-card")).to_contain_text("不能暂存")


def test_a_report_from_outside_waits_in_the_queue(open_page: Open, town: Any) -> None:
    lon, lat = town.outside()
    page = open_form(open_page, lon, lat)
    expect(page.locator(".panel-body")).to_contain_text("该位置在网格之外，最近的网格是")
    fill(page, "界外的事")
    submit(page)
    expect(page.locator("#event-card")).to_contain_text("未归入网格")
    assert town.count("界外的事") == 1


def test_another_place_can_be_pressed_while_writing(open_page: Open, town: Any) -> None:
    lon, lat, _, name = town.inside()
    far = town.outside()
    page = open_form(open_page, *far)
    fill(page, "位置改过")
    page.locator("#search").fill(f"{lon},{lat}")
    page.locator("#found [role=option]").first.click()
    expect(page.locator("#report-where, .panel-body").first).to_contain_text(f"落在 {name}")
    expect(page.locator("#report-text")).to_have_value("位置改过")
    submit(page)
    expect(page.locator("#event-card")).to_contain_text(name)


def test_on_a_phone(open_page: Open, town: Any) -> None:
    lon, lat, _, name = town.inside()
    page = open_form(open_page, lon, lat, phone=True)
    fill(page, "手机上报")
    submit(page)
    expect(page.locator("#event-card")).to_contain_text(name)
    assert town.count("手机上报") == 1
