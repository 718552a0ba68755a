"""Exports of human resources and social security: contributions, pensions, public payroll, public-welfare posts."""

from __future__ import annotations

from matcher.synth.benefits import Entry, entries_of
from matcher.synth.dirt import Cell
from matcher.synth.exports.clerk import Clerk, headings, month_end, numbered
from matcher.synth.person import Person, Post
from matcher.synth.sheets import Delivery, Row, Sheet
from matcher.synth.timeline import month_of

_KINDS = {
    "resident_pension": ("resident", "城乡居民养老金"),
    "pension_worker": ("worker", "职工基本养老金"),
    "pension_public_service": ("public_service", "机关事业养老金"),
    "pension_survivor": ("survivor", "遗属待遇"),
    "pension_injury": ("injury", "伤残津贴"),
    "pension_injury_nursing": ("injury_nursing", "工伤生活护理费"),
    "pension_reduced_staff": ("reduced_staff", "精减退职补助"),
}


def labour_deliveries(clerk: Clerk) -> list[Delivery]:
    """Write the four exports."""
    entries = [entry for person in clerk.county.persons for entry in entries_of(person, clerk.county.window)]
    pensions = [entry for entry in entries if entry.programme in _KINDS]
    return [
        _contributions(clerk),
        *_resident_pensions(clerk, [entry for entry in pensions if entry.programme == "resident_pension"]),
        _other_pensions(clerk, [entry for entry in pensions if entry.programme != "resident_pension"]),
        _payroll(clerk),
        _posts(clerk),
    ]


def _contributions(clerk: Clerk) -> Delivery:
    source, dirt = "worker_contributions", clerk.dirt
    header = headings("序号 个人编号 姓名 证件号码 险种 参保状态 单位名称 缴费起始年月 缴费截止年月 缴费基数")
    rows = []
    for person, work in _insured_work(clerk):
        kinds = ["企业职工基本养老保险"]
        if work.employer != "灵活就业人员":
            kinds += ["失业保险"] if person.number % 3 else ["工伤保险"]
        for kind in kinds:
            is_paying = work.last is None
            cells: list[Cell] = [f"GR{person.number:08d}", dirt.name(source, person), clerk.person_id(source, person)]
            cells += [kind, "参保缴费" if is_paying else "暂停缴费", work.employer]
            cells += [dirt.month(source, work.first)]
            cells += [dirt.month(source, clerk.county.window.last if is_paying else work.last)]
            rows.append(Row([*cells, dirt.amount(source, work.wage)], person))
    return Delivery(source, f"人社局/职工社保缴费_{clerk.stamp}.csv", [Sheet(header, numbered(rows))], "gb18030")


def _insured_work(clerk: Clerk) -> list[tuple[Person, Post]]:
    """Give insured work: jobs, and the posts of ordinary people that are no pension or aid themselves."""
    found = []
    for person in clerk.county.persons:
        posts = [] if person.planted else [post for post in person.posts if post.status in ("在编", "临聘")]
        found += [(person, work) for work in (person.work, *posts) if work is not None]
    return found


def _pension_cells(clerk: Clerk, entry: Entry, *, in_workbook: bool) -> list[Cell]:
    source, dirt, person = "pensions_paid", clerk.dirt, entry.person
    kind, title = _KINDS[entry.programme]
    right = next(right for right in person.pensions if right.kind == kind)
    amount = dirt.amount(source, entry.amount)
    write_id = clerk.sheet_id if in_workbook else clerk.person_id
    cells: list[Cell] = [
        dirt.village(person.household.village),
        dirt.name(source, person),
        write_id(source, person),
        title,
    ]
    cells += [
        dirt.month(source, entry.month),
        clerk.sheet_amount(amount) if in_workbook else amount,
        entry.kind,
    ]
    born = dirt.date(source, person.archive_born or person.born)
    return [*cells, dirt.date(source, right.retired_on), "正常发放", born]


def _resident_pensions(clerk: Clerk, entries: list[Entry]) -> list[Delivery]:
    """Write one workbook a half year, by the day of payment."""
    header = headings(
        "序号 村(居)委会 姓名 证件号码 待遇类别 待遇所属期 养老金(元) 发放类型 待遇领取起始日期 领取状态 档案出生日期"
    )
    first = clerk.county.window.first
    made = []
    for half in range(2):
        own = [entry for entry in entries if (month_of(entry.paid_on) - first) // 6 == half]
        own.sort(key=lambda entry: (entry.person.household.village.code, entry.person.number, entry.paid_on))
        rows = [Row(_pension_cells(clerk, entry, in_workbook=True), entry.person) for entry in own]
        sheet = Sheet(header, numbered(rows), "发放", ("青溪县城乡居民养老保险待遇发放明细",))
        stamp = f"{month_end(first + 6 * half + 5):%Y%m%d}"
        made.append(Delivery("pensions_paid", f"人社局/居民养老发放_{stamp}.xlsx", [sheet]))
    return made


def _other_pensions(clerk: Clerk, entries: list[Entry]) -> Delivery:
    header = headings(
        "序号 村(居)委会 姓名 身份证号 待遇类别 发放年月 实发金额 发放类型 退休日期 领取状态 档案出生日期"
    )
    own = sorted(entries, key=lambda entry: (entry.person.number, entry.programme, entry.paid_on, entry.amount))
    rows = [Row(_pension_cells(clerk, entry, in_workbook=False), entry.person) for entry in own]
    return Delivery(
        "pensions_paid", f"人社局/职工养老发放_{clerk.stamp}.csv", [Sheet(header, numbered(rows))], "utf-8-sig"
    )


def _payroll(clerk: Clerk) -> Delivery:
    source, dirt = "public_payroll", clerk.dirt
    header = headings("序号 地区名称 工作单位 姓名 身份证号 性别 职务 学历 人员状态 编制 起薪年月 停薪年月 实发工资")
    rows = []
    for person in clerk.county.persons:
        for post in person.posts:
            established = "事业" if post.status in ("在编", "退休") else "编外"
            cells: list[Cell] = ["青溪县", post.employer, dirt.name(source, person), clerk.sheet_id(source, person)]
            cells += [person.sex, post.title, "本科" if person.number % 2 else "大专", post.status, established]
            cells += [dirt.month(source, post.first), dirt.month(source, post.last)]
            rows.append(Row([*cells, clerk.sheet_amount(dirt.amount(source, post.wage))], person))
    sheet = Sheet(header, numbered(rows), "基本", ("青溪县财政供养人员花名册", "单位：青溪县人力资源和社会保障局"))
    return Delivery(source, f"人社局/财政供养人员_{clerk.stamp}.xlsx", [sheet])


def _posts(clerk: Clerk) -> Delivery:
    source, dirt = "public_welfare_posts", clerk.dirt
    header = headings("序号 乡镇 村社区 姓名 身份证号码 用人单位 岗位名称 上岗时间 离岗时间 岗位补贴（元/月） 联系电话")
    holders: list[Person] = [person for person in clerk.county.persons if person.welfare_post is not None]
    rows = []
    for person in holders:
        post = person.welfare_post
        if post is None:
            continue
        village = person.household.village
        cells: list[Cell] = [
            village.township,
            dirt.village(village),
            dirt.name(source, person),
            clerk.sheet_id(source, person),
        ]
        cells += [post.employer, post.title, dirt.month(source, post.first), dirt.month(source, post.last)]
        rows.append(Row([*cells, float(post.wage), dirt.phone(person)], person))
    sheet = Sheet(header, numbered(rows), "公益性岗位", ("青溪县公益性岗位人员名册",))
    return Delivery(source, f"人社局/公益性岗位_{clerk.stamp}.xlsx", [sheet])
