# Командная строка

help = Проверяет QR-коды Справки на входе: да, нет или не удалось проверить. Работает без сети
help-trust = Корневой ключ, которому доверяет эта площадка
help-trust-add = Доверять корневому ключу: сверьте отпечаток с опубликованным
help-trust-add--root = Файл корневого ключа (root.pub) или сам его текст
help-trust-add--replace = Вместо прежнего ключа; списки прежнего забываются. С тем же ключом — начать заново
help-trust-show = Показать отпечаток корневого ключа
help-sync = Взять новые списки из папки (флешка, сетевая папка), файла .tar или по адресу HTTP(S)
help-sync--source = Опубликованная папка, файл .tar с ней или её адрес; http:// тоже годится: все файлы подписаны и проверяются
help-sync--proxy = Идти через этот прокси: http://, https:// или socks5://; иначе — из HTTPS_PROXY, HTTP_PROXY или ALL_PROXY, но не к серверам из NO_PROXY
help-sync--ca = Доверять для https:// и этим сертификатам (PEM), кроме системных и сертификатов Mozilla
help-sync--timeout = Сдаться, если столько времени ничего не приходит (обычно 30)
help-check = Проверить один код по картинке или по тексту
help-check--image = Картинка с кодом: PNG, JPEG или PGM
help-check--text = Текст кода; «-» читает одну строку со стандартного ввода
help-explain = Разобрать один код, для инженеров и службы помощи; это никогда не допуск
help-explain--text = Текст кода; «-» читает одну строку со стандартного ввода
help-scan = Проверять коды перед камерой, один за другим; конец — Ctrl-C
help-scan--camera = Номер камеры (обычно 0)
help-scan--video = Видео Y4M или MJPEG, картинка или папка картинок вместо камеры
help-scan--typed = Брать коды от ручного сканера, который печатает их в это окно, по строке каждый
help-scan--serial = Брать коды от ручного сканера на последовательном порту, например /dev/ttyACM0 или COM3, по строке каждый
help-scan--baud = Скорость последовательного порта, как настроен сканер (обычно 9600)
help-scan--once = Закончить после первого решения
help-scan--challenge = Показывать вызов и принимать только ответы на него; после каждого — новый
help-camera-test = Показать, что видит камера, читает ли она код и что ей поможет
help-camera-test--camera = Номер камеры (обычно 0)
help-camera-test--video = Видео Y4M или MJPEG, картинка или папка картинок вместо камеры
help-camera-test--seconds = Сколько времени ждать кода (обычно 20)
help-challenge = Создать вызов: посетитель введёт его в кошелёк или считает его QR-код, и код будет ответом на него
help-profile = Что площадки разного рода требуют от кода и что делают
help-profile-list = Показать встроенные профили
help-profile-show = Напечатать профиль, чтобы сохранить в файл и изменить
help-profile-show--name = Его имя из verifier profile list
help-profile-check = Сказать, профиль ли это, и что в нём
help-profile-check--file = Файл
help-venue = Что площадка показывает посетителям
help-venue-poster = Записать лист A4 для входа: код площадки крупно и QR-кодом и что с ним делать, по-русски и по-английски
help-venue-poster--venue = Код площадки: 1–8 знаков A-Z и 0-9; без него — код из профиля
help-venue-poster--profile = Профиль, из которого взять имя и код площадки
help-venue-poster--name = Имя площадки вместо имени из профиля
help-venue-poster--out = Файл, куда записать: .svg или .pdf
help-status = Показать, какие списки есть, сколько им, и можно ли сейчас проверять
help--profile = Что нужно площадке: имя из verifier profile list или файл; остальные параметры сильнее
help--want = Статусы, по которым пропускают: любого достаточно; через запятую или несколько раз
help--venue = Код этой площадки: 1–8 знаков A-Z и 0-9
help--require_venue = Принимать только коды, сделанные для этой площадки
help--require_challenge = Принимать только ответы на вызов (verifier challenge)
help--window = На сколько шагов по 30 секунд код может расходиться с часами (обычно 1)
help--max_age = Не решать по данным старше стольких часов

value-claim = СТАТУС
value-venue = ПЛОЩАДКА
value-steps = ШАГИ
value-hours = ЧАСЫ
value-name = ИМЯ
value-text = ТЕКСТ
value-number = НОМЕР
value-rootkey = КЛЮЧ
value-source = ИСТОЧНИК
value-url = АДРЕС
value-port = ПОРТ
value-seconds = СЕКУНДЫ

exit-codes = Коды завершения: 0 — да, 1 — нет, 2 — ошибка в командной строке, 3 — не удалось проверить, 4 — программа не смогла работать (нет камеры, нет места, каталог занят)
exit-codes-check = { exit-codes }
exit-codes-explain = Коды завершения: 0 — код разобран (это никогда не допуск), 1 — код не удалось разобрать целиком, 2 — ошибка в командной строке, 4 — программа не смогла работать
exit-codes-scan = { exit-codes }
exit-codes-camera-test = Коды завершения: 0 — код прочитан, 2 — ошибка в командной строке, 3 — код не прочитан, 4 — программа не смогла работать (нет камеры)
exit-codes-profile-check = Коды завершения: 0 — это профиль, 1 — нет, 2 — ошибка в командной строке, 4 — программа не смогла работать (нет файла)
exit-codes-sync = Коды завершения: 0 — всё взято, 1 — какие-то файлы не взяты, 2 — ошибка в командной строке, 4 — программа не смогла работать (нет связи, нет места, каталог занят)
exit-codes-status = Коды завершения: 0 — проверять можно, 2 — ошибка в командной строке, 3 — проверять нельзя, 4 — программа не смогла работать

# Вердикт: строка, почему, что делать

verdict-accept = ДА · { $claim }
verdict-reject = НЕТ
verdict-cannot-tell = НЕ УДАЛОСЬ ПРОВЕРИТЬ
verdict-aged = Списки подписаны { $age } назад, пора обновить: verifier sync.
verdict-rehearsal = Репетиция: время задано вручную, пропускать по этому нельзя.

why-accept = Статус действует, код свежий.
do-accept = Можно пропустить.

why-no-code = На картинке не найден QR-код.
do-no-code = Покажите код целиком, ровно и без бликов.

why-malformed = Код повреждён (место { $at }).
do-malformed = Попросите показать код в приложении ещё раз. Если повторится — не пропускайте.
why-unknown-issuer = Код выдан тем, кого нет в списке доверия.
do-unknown-issuer = Не пропускайте по этому коду.
why-unknown-key = Код подписан ключом, которого у выдавшего нет.
do-unknown-key = Не пропускайте по этому коду.
why-not-an-epoch = Срок действия кода неправильный.
do-not-an-epoch = Не пропускайте по этому коду.
why-key-not-for-epoch = Код подписан ключом другого времени.
do-key-not-for-epoch = Не пропускайте по этому коду.
why-claim-not-granted = Выдавший не вправе подтверждать статус «{ $claim }».
do-claim-not-granted = Не пропускайте по этому коду.
why-bad-issuer-signature = Подпись выдавшего неверна: код подделан или повреждён.
do-bad-issuer-signature = Не пропускайте по этому коду.
why-bad-device-key = Ключ телефона в коде неверен: код подделан или повреждён.
do-bad-device-key = Не пропускайте по этому коду.
why-bad-device-signature = Подпись телефона неверна: код подделан или повреждён.
do-bad-device-signature = Не пропускайте по этому коду.
why-claim-not-wanted = Показан статус «{ $claim }», а нужен: { $wanted }.
do-claim-not-wanted = Попросите выбрать в приложении нужный статус.
why-claim-is-false = Код говорит: статуса «{ $claim }» нет.
do-claim-is-false = Не пропускайте по этому коду.
why-other-venue = Код сделан для другой площадки ({ $venue }).
do-other-venue = Попросите выбрать в приложении эту площадку.
why-not-for-this-venue = Код сделан для любой площадки, а здесь нужен код для этой.
do-not-for-this-venue = Попросите выбрать в приложении эту площадку.
why-challenge-not-asked = Код отвечает на вызов { $challenge }, которого здесь нет или время которого вышло.
do-challenge-not-asked = Покажите посетителю новый вызов.
why-no-challenge = Код не отвечает на вызов, а здесь это нужно.
do-no-challenge = Попросите ввести показанный вызов в приложение.
why-not-yet-valid = Справка ещё не действует: начнёт через { $left }.
do-not-yet-valid = Проверьте дату в телефоне и на этом компьютере.
why-expired = Срок справки истёк { $ago } назад.
do-expired = Попросите обновить справку в приложении. Проверьте дату в телефоне и на этом компьютере.
why-stale = Код устарел: он показан { $ago } назад. Возможно, это снимок экрана.
do-stale = Попросите показать код прямо в приложении. Если не помогло — сверьте часы телефона и этого компьютера.
why-from-the-future = Код из будущего: на { $ahead } впереди часов этого компьютера.
do-from-the-future = Сверьте часы телефона и этого компьютера.
why-index-out-of-range = Такой справки никто не выдавал.
do-index-out-of-range = Не пропускайте по этому коду.
why-revoked = Справка отозвана.
do-revoked = Не пропускайте. Посетителю поможет тот, кто выдал справку.
why-replayed = Этот код только что уже был принят.
do-replayed = Пусть каждый покажет код на своём телефоне. Новый код появится в течение 30 секунд.

why-not-ours = Это QR-код чего-то другого, не Справки.
do-not-ours = Попросите открыть код в приложении «Справка».
why-other-version = Код новой версии ({ $version }), которой эта программа не знает.
do-other-version = Обновите программу проверки. Решайте по документам.
why-no-trust-list = Здесь нет списка доверия.
do-no-trust-list = Добавьте корневой ключ (verifier trust add) и возьмите списки (verifier sync).
why-trust-list-expired = Срок списка доверия истёк { $ago } назад.
do-trust-list-expired = Возьмите новые списки (verifier sync) и проверьте дату на этом компьютере. Решайте по документам.
why-clock-behind = Часы этого компьютера отстают на { $behind } или больше: есть подпись с более поздним временем.
do-clock-behind = Поставьте верное время на этом компьютере.
why-trust-list-overdue = Этого кода нет в списке доверия, но сам список пора обновить.
do-trust-list-overdue = Возьмите новые списки (verifier sync). Решайте по документам.
why-clock-wrong = Часы этого компьютера { $way ->
        [behind] отстают
       *[ahead] спешат
    } примерно на { $off }.
do-clock-wrong = Сверьте их с другими часами, например в своём телефоне. Если они неверны, поставьте верное время. Потом попросите показать код снова.
why-no-manifest = Здесь нет списков того, кто выдал код.
do-no-manifest = Возьмите новые списки (verifier sync). Решайте по документам.
why-manifest-expired = Срок списков того, кто выдал код, истёк { $ago } назад.
do-manifest-expired = Возьмите новые списки (verifier sync) и проверьте дату на этом компьютере. Решайте по документам.
why-data-too-old = Списки подписаны { $age } назад, а здесь решают по спискам не старше чем { $allowed }.
do-data-too-old = Возьмите новые списки (verifier sync). Решайте по документам.
why-no-list-for-epoch = Нет списка отзыва на день этого кода.
do-no-list-for-epoch = Возьмите новые списки (verifier sync). Решайте по документам.
why-list-missing = Файла списка отзыва на день этого кода нет на диске.
do-list-missing = Возьмите списки ещё раз (verifier sync). Решайте по документам.
why-list-damaged = Файл списка отзыва на день этого кода повреждён.
do-list-damaged = Возьмите списки ещё раз (verifier sync). Решайте по документам.

claim-unknown = неизвестный статус { $number }
claim-or = или

duration-seconds = { $n } { $n ->
        [one] секунду
        [few] секунды
       *[other] секунд
    }
duration-minutes = { $n } { $n ->
        [one] минуту
        [few] минуты
       *[other] минут
    }
duration-hours = { $n } { $n ->
        [one] час
        [few] часа
       *[other] часов
    }
duration-days = { $n } { $n ->
        [one] день
        [few] дня
       *[other] дней
    }

# Корневой ключ

trust-added = Корневой ключ добавлен.
trust-already = Этот корневой ключ уже добавлен.
trust-replaced = Корневой ключ заменён, прежние списки забыты. Возьмите новые: verifier sync.
trust-fingerprint = Отпечаток: { $fingerprint } (нужно подписей: { $threshold } из { $keys })
trust-in-force = Сейчас действуют ключи, названные прежними: { $fingerprint } (нужно подписей: { $threshold } из { $keys })
trust-compare = Сверьте отпечаток с опубликованным. Если отличается хоть одним знаком — не пользуйтесь этим ключом.

# Новые списки

sync-problem = { $file }: { $flaw }
sync-alarm = ТРЕВОГА! { $problem }
sync-trust-list = Взят список доверия № { $sequence }.
sync-roots = Корневые ключи сменились по подписи прежних: { $fingerprint }
sync-manifest = Взяты списки { $issuer } № { $sequence }: { $lists } { $lists ->
        [one] день
        [few] дня
       *[other] дней
    }.
sync-gone = Издателя { $issuer } больше нет в списке доверия.
sync-nothing-new = Нового нет.
sync-progress = { $done } из { $total } МБ
decimal-mark = ,

flaw-missing = такого файла нет
flaw-too-large = больше { $limit } Б: это не тот файл
flaw-not-a-pointer = здесь должен быть один номер: это не тот файл
flaw-malformed = { $kind ->
        [truncated] обрывается на байте { $at }: возьмите его ещё раз
        [trailing] лишние данные после байта { $at }: возьмите его ещё раз
       *[other] повреждён или это не тот файл (байт { $at })
    }
flaw-other-number = номер внутри — { $says }, а в имени — { $named }: файлы перепутаны
flaw-other-issuer = это файл издателя { $says }: файлы перепутаны
flaw-not-by-roots = { $kind ->
        [too-few] подписей доверенных корневых ключей { $signed }, а нужно { $threshold }: это чужой список, или не хватает прежних
       *[bad] подпись корневого ключа { $kid } неверна
    }
flaw-bad-signature = подписан не ключом этого издателя
flaw-damaged = { $kind ->
        [size] в файле { $got } Б вместо { $want }: возьмите его ещё раз
       *[other] содержимое не то, что подписано: возьмите его ещё раз
    }
flaw-older = здесь № { $offered }, а уже есть № { $held }: публикация старая, остаётся то, что есть
flaw-fork = под номером { $sequence } подписаны два разных файла. Остаётся прежний; оба сохранены ({ $kept }). Сообщите об этом тому, кто даёт вам списки
flaw-not-asked = не запрошен: до адреса не удалось достучаться
flaw-far-ahead = взят, но его время впереди часов этого компьютера на { $ahead }: проверьте дату на компьютере

address-no-name = { $address } недоступен: имя { $host } не найдено. Проверьте адрес и сеть
address-no-connection = { $address } недоступен: { $host } не принимает соединение ({ $cause }). Проверьте сеть; если нужен прокси, укажите его параметром --proxy
address-no-answer = { $address } недоступен: { $host } обрывает соединение, не отвечая. Проверьте адрес, http:// или https://, и сеть
address-no-proxy = { $address } недоступен: прокси { $proxy } не соединяет ({ $cause }). Проверьте сеть и прокси (--proxy, HTTPS_PROXY)
address-no-tls = { $address } недоступен: нет защищённого соединения с { $host } ({ $cause }). Проверьте дату на компьютере; если у сервера свой удостоверяющий центр, укажите его файл параметром --ca
address-stalled = { $address }: уже { $seconds } с ничего не приходит. Попробуйте позже, при медленной сети — с --timeout
address-too-slow = { $address }: данные идут слишком медленно. Попробуйте ещё раз, пришедшее сохранено
address-cut-off = { $address }: связь обрывается (пришло { $got } Б). Попробуйте ещё раз, загрузка продолжится с этого места
address-missing = { $address }: такого файла нет (ответ сервера — { $status }). Проверьте адрес
address-status = { $address }: сервер отказывает (его ответ — { $status }). Попробуйте позже или обратитесь к тем, чей это сервер
address-elsewhere = { $address }: сервер отправляет на { $to }, а там нет защиты. Обратитесь к тем, чей это сервер
address-roundabout = { $address }: сервер отправляет с одного адреса на другой. Обратитесь к тем, чей это сервер
address-odd = { $address }: ответ непригоден ({ $cause }). Проверьте адрес

archive-not-tar = { $path } — не целый файл .tar: сжатый (.tar.gz, .zip) сначала распакуйте или укажите папку
archive-headers = в { $path } больше { $limit } Б перед одним из файлов: это не тот файл
archive-empty = в { $path } нет файлов: укажите файл .tar с опубликованной папкой
archive-too-many = в { $path } больше { $limit } записей: это не тот файл
archive-not-a-file = { $path }: «{ $name }» в нём — ссылка или устройство, а не файл: упакуйте опубликованную папку заново (tar -chf)
archive-outside = { $path }: «{ $name }» в нём оказался бы вне папки: это не тот файл
archive-twice = { $path }: «{ $name }» есть в нём дважды: упакуйте опубликованную папку заново (tar -cf)

# Что есть

status-alarm = ТРЕВОГА! Под одним номером были подписаны разные файлы, они сохранены в { $place }. Сообщите об этом тому, кто даёт вам списки; потом удалите эту папку.
status-root = Корневой ключ: { $fingerprint }
status-no-root = Корневого ключа нет. Добавьте его: verifier trust add.
status-trust-list = Список доверия № { $sequence }: подписан { $age } назад{ $freshness ->
        [fresh] {""}
        [aged] , пора обновить
       *[expired] , срок истёк
    }
status-trust-list-damaged = Файл списка доверия повреждён или пропал. Возьмите списки ещё раз: verifier sync.
status-issuer = { $name } № { $sequence }: подписано { $age } назад{ $freshness ->
        [fresh] {""}
        [aged] , пора обновить
       *[expired] , срок истёк
    }; списки на { $lists } { $lists ->
        [one] день
        [few] дня
       *[other] дней
    }
status-issuer-nothing = { $name }: списков нет
status-no-camera = Камера не найдена.
status-camera = Камера { $camera }
status-decides = Проверять можно. Данных хватит на { $left }.
status-decides-not = Проверять нельзя. { $why }
status-no-issuers = В списке доверия нет издателей.

# У входа

challenge = Вызов: { $challenge } — принимается ещё { $seconds } { $seconds ->
        [one] секунду
        [few] секунды
       *[other] секунд
    }
poster = Лист для { $venue } записан: { $path }
poster-caption = Код этого места
poster-show = Перед входом покажите в кошельке «Справка» свой код для этого места. Он подойдёт только здесь.
poster-scan = Считайте кошельком этот QR-код или наберите код, который над ним.
poster-command = На компьютере: wallet show СТАТУС --venue { $venue }
scan-camera = Камера: { $camera }. Конец — Ctrl-C.
scan-typed = Считывайте коды ручным сканером. Это окно должно оставаться впереди.
typed-russian = Включена русская раскладка клавиатуры. Код всё же прочитан: переключите раскладку на английскую.
typed-capitals = Включён Caps Lock. Код всё же прочитан: выключите его.
typed-cyrillic = От сканера пришли русские буквы: переключите раскладку клавиатуры на английскую и считайте код снова.
scan-serial = Считывайте коды ручным сканером на { $port }. Конец — Ctrl-C.
scan-serial-lost = Ручной сканер на { $port } пропал: проверьте кабель. Жду его; конец — Ctrl-C.
scan-serial-back = Ручной сканер на { $port } снова работает.
scan-lost = { $why }. Жду её; конец — Ctrl-C.
scan-back = Камера снова работает: { $camera }.
camera-mode = { $name }, { $size } { $format }
camera-mode-rate = { $name }, { $size } { $format }, { $rate } кадров/с

# Что видит камера

camera-test-camera = Камера: { $camera }
camera-test-file = Файл: { $path }, { $size }
camera-test-frames = Кадры: { $frames }
camera-test-rate = Кадры: просмотрено { $frames }, в секунду приходит { $rate }
camera-test-light = Свет: яркость { $brightness } %, чёрного { $black } %, белого { $white } % картинки
camera-test-ours = Код: прочитан в { $read } из { $frames } { $frames ->
        [one] кадра
       *[other] кадров
    }, это код Справки.
camera-test-other = Код: прочитан в { $read } из { $frames } { $frames ->
        [one] кадра
       *[other] кадров
    }, это не код Справки.
camera-test-unread = Код: виден, но не читается.
camera-test-no-code = Код: не виден.
camera-test-module = Модуль — { $module } пикселя.
camera-test-reach = Расстояние: модуль — { $module } пикселя; код прочитается и в { $times } раза дальше
camera-test-no-reach = Расстояние: модуль — { $module } пикселя, этого мало для чтения
camera-test-edges = Резкость: края размыты на { $blur } модуля; контраст { $contrast } %, блики на { $glare } % кода
camera-test-sharpness = Резкость: { $sharpness } %
camera-test-good = Всё хорошо, улучшать нечего.
camera-test-improve = Что поможет:

advice-show-code = Поднесите к камере телефон с кодом: прямо и целиком.
advice-more-light = Слишком темно: включите свет, прибавьте яркость телефона.
advice-less-light = Слишком светло: отверните камеру от ламп и окон, прикройте её от света.
advice-glare = На экране блики: слегка наклоните телефон или отодвиньте камеру от лампы или окна.
advice-closer = Код слишком далеко: поднесите телефон ближе или придвиньте камеру.
advice-focus = Картинка размыта: держите телефон неподвижно, протрите объектив, наведите камеру на резкость; совсем близко ни одна камера не видит резко.
advice-faint = Код едва заметен: прибавьте яркость телефона, уберите свет с его экрана.
advice-more-frames = Кадров мало: при хорошем свете почти все камеры быстрее; попробуйте другой разъём USB.
advice-hold-still = Держите телефон неподвижно и прямо.

# Код, разобранный на части

explain-mark = ЭТО ОБЪЯСНЕНИЕ, А НЕ ДОПУСК: пропускать по этому нельзя.
explain-time = Момент проверки: { $time }, шаг { $step }
explain-bytes = Код, байтов: { $count }
explain-no-bytes = В тексте нет байтов кода: разбирать нечего.
explain-unread = не прочитано
explain-stopped = Разобрано до байта { $end }. Что не так: { $fault }.
explain-checks = Проверки по спецификации, по порядку:
explain-passed = пройдена
explain-failed = НЕ ПРОЙДЕНА
explain-not-reached = не дошло
explain-verdict = Итог проверок: { $code } { $name }

check-1 = Текст начинается с SP1:, в нём не больше 600 знаков, остальное — канонический Base45
check-2 = Байты — предъявление в его единственной форме
check-3 = Список доверия есть, срок его не истёк, время его не впереди часов
check-4 = Выдавший есть в списке доверия, время его подписей не впереди часов
check-5 = У выдавшего есть ключ с этим kid
check-6 = nbf и exp — границы одной эпохи, и ключ подписывает эту эпоху
check-7 = Выдавший вправе подтверждать этот статус
check-8 = Подпись справки сделана этим ключом
check-9 = Ключ телефона годен, подпись доказательства сделана им
check-10 = Статус из тех, что нужны, и его значение — «да»
check-11 = aud — любая площадка или эта, как требуется
check-12 = cnonce — открытый вызов этого проверяющего, как требуется
check-13 = iat внутри эпохи: nbf ≤ iat < exp
check-14 = iat внутри окна вокруг времени часов
check-15 = Манифест выдавшего есть, срок его не истёк
check-16 = Списки не старше, чем допускает площадка
check-17 = Список отзыва на эту эпоху есть и цел, индекс меньше его ёмкости
check-18 = Индекса нет в списке отзыва
check-19 = Это доказательство ещё не принимали

item-presentation = COSE_Sign1, элементов: { $count } — доказательство, а внутри него справка
item-credential = COSE_Sign1, элементов: { $count } — то, что подписал выдавший
item-protected = подписанный заголовок, байтов: { $count }
item-unprotected = неподписанный заголовок, записей: { $count }
item-payload = подписанное содержание, байтов: { $count }
item-map = словарь, записей: { $count }
item-kcwt = далее справка
item-cnf = чья справка: далее ключ телефона
item-exp = { $time }, первая секунда после эпохи
item-nbf = { $time }, первая секунда эпохи
item-iat = { $time }, первая секунда шага { $step }
item-issuer-unknown = { $issuer }: в здешнем списке доверия его нет
item-sub = пусто, как и должно быть
item-any-venue = v: любая площадка
item-venue = v:{ $venue }: только площадка { $venue }
item-kid = { $kid }: ключ { $issuer } для эпох с { $first } по { $last }
item-kid-unknown = { $kid }: в здешнем списке доверия его нет
item-cti = индекс { $index } в списке отзыва
item-x = ключ телефона
item-device-signature = Ed25519, ключом телефона
item-issuer-signature = Ed25519, ключом выдавшего
item-cnonce = ответ на вызов { $challenge }
item-claim = { $claim } ({ $slug }, { $key }): { $value ->
        [yes] да, true
       *[no] нет, false
    }

malformed-at = место { $at }: { $fault }
malformed-truncated = кончается слишком рано, не хватает байтов: { $missing }
malformed-trailing = лишние байты в конце: { $extra }
malformed-not-shortest = число или длина не в самой короткой записи
malformed-indefinite = длина не указана
malformed-unexpected = ожидалось «{ $want }», а здесь элемент, который начинается с { $got }
malformed-value = ожидалось «{ $want }», а здесь другое значение
malformed-algorithm = ожидался алгоритм -19 (Ed25519), а здесь { $got }
malformed-not-utf8 = текст не в UTF-8
malformed-too-long = длина { $got }, а предел — { $limit }
malformed-not-base45 = не канонический Base45

# Что не получилось

trouble-state-damaged = { $path } повреждён: удалите его или начните заново: verifier trust add КЛЮЧ --replace, затем verifier sync
trouble-no-root = корневого ключа нет: сначала verifier trust add КЛЮЧ
trouble-root-form = это не корневой ключ: нужен текст вида spravka-root-1:ЧИСЛО:КЛЮЧ… или файл с ним
trouble-root-key = ключ { $place } — не ключ Ed25519: возьмите файл корневого ключа заново
trouble-root-keys = в корневом ключе должно быть от 1 до 16 разных ключей: возьмите файл заново
trouble-root-threshold = подписей нужно { $threshold }, а ключей { $keys }: возьмите файл корневого ключа заново
trouble-other-root = уже есть доверенный корневой ключ { $held }, а это — { $given }: если замена верна, повторите с --replace; списки прежнего будут забыты
refusal-not-a-publication = { $path } — не папка и не файл: укажите опубликованную папку, файл .tar с ней или адрес, который начинается с https:// или http://
refusal-not-an-address = это не адрес опубликованной папки ({ $why }): нужен вид https://СЕРВЕР/ПАПКА
refusal-not-a-proxy = в --proxy не адрес прокси: нужен вид http://СЕРВЕР:ПОРТ или socks5://СЕРВЕР:ПОРТ
refusal-not-a-ca = в { $path } нет сертификата: укажите файл PEM удостоверяющего центра
refusal-only-for-addresses = { $option } указывают только вместе с адресом (https://…)
trouble-not-a-venue = «{ $given }» — не код площадки: нужны 1–8 знаков A-Z и 0-9
trouble-no-venue = нужны только коды для этой площадки, а её код не задан: добавьте --venue
trouble-not-hours = «{ $given }» — не число часов: укажите целое число
trouble-not-a-camera = «{ $given }» — не номер камеры: укажите 0, 1, 2…
trouble-no-random = система не даёт случайных чисел: { $why }
trouble-input = не удалось прочитать стандартный ввод: { $why }
trouble-output = не удалось вывести ответ: { $why }

serial-missing = последовательного порта { $port } нет: подключите ручной сканер или укажите другой порт (--serial)
serial-denied = нет прав на последовательный порт { $port }: в Linux вступите в группу dialout (sudo usermod -aG dialout ПОЛЬЗОВАТЕЛЬ) и войдите в систему заново
serial-busy = последовательный порт { $port } занят другой программой: закройте её
serial-refused = последовательный порт { $port } не открывается: { $why }
camera-missing = камеры { $index } нет: подключите её или укажите другую (--camera)
camera-busy = камера { $index } занята другой программой: закройте её
camera-denied = нет прав на камеру { $index }: разрешите доступ к камере (в Linux — группа video)
camera-no-format = у камеры { $index } нет понятного формата (YUYV, UYVY, NV12, YU12, GREY, MJPEG, RGB): { $why }
camera-refused = камера { $index } не запускается: { $why }
camera-lost = камера { $index } пропала: проверьте кабель и подключите её снова ({ $why })
camera-stalled = камера { $index } не даёт кадров уже { $seconds } с: проверьте кабель или подключите её снова
camera-garbled = кадры камеры { $index } не читаются: { $why }
video-file = { $path }: { $flaw }
video-frame = { $path }: кадр { $number }: { $flaw }

flaw-unreadable = не читается: { $why }
flaw-not-a-file = это не файл и не папка
flaw-unknown-format = это не PNG, JPEG, PGM (P5), Y4M и не Motion JPEG
flaw-empty = здесь нет ни одной картинки
flaw-too-many = картинок больше { $limit }
flaw-header = неподходящий заголовок: { $why }
flaw-truncated = файл обрывается
flaw-frame = неподходящий кадр: { $why }
flaw-undecodable = не раскодируется: { $why }

# Профили

no-poster-kind = «{ $path }» — не .svg и не .pdf: пусть имя файла кончается на одно из них
no-poster-code = в профиле нет кода площадки: добавьте --venue или venue = "..." в профиль
no-poster-name = имя площадки — одна строка от 1 до { $limit } знаков
no-poster-character = в шрифте листа нет знака «{ $character }»: напишите имя площадки иначе или сделайте .svg
no-poster-pdf = PDF не получился ({ $why }): сделайте .svg
no-profile = нет ни профиля, ни файла с именем «{ $given }»; встроены: { $all }
profile-flaw = { $path } — не профиль: { $flaw }
profile-long = он длиннее { $limit } байт
profile-encoding = это не UTF-8
profile-form = строка { $line }: { $given }
profile-unknown-claim = строка { $line }: нет статуса «{ $given }»; есть: { $all }
profile-claim-twice = строка { $line }: статус «{ $given }» назван дважды
profile-no-claims = не назван ни один статус: добавьте [[claims]] со status, ru и en
profile-text = строка { $line }: текст на каждом языке — от 1 до { $limit } знаков, одной строкой
profile-venue = строка { $line }: «{ $given }» — не код площадки: нужны 1–8 знаков A-Z и 0-9
profile-no-venue = для require_venue нужен код площадки: venue = "..."
profile-window = строка { $line }: window — это 0, 1 или 2
profile-good = Это профиль: { $name }.
profile-claim = { $claim }: { $act }
profile-with-venue = Принимаются коды для любой площадки и для { $venue }.
profile-only-venue = Принимаются только коды, сделанные для { $venue }.
profile-challenge = Посетители отвечают на вызов.
profile-steps = { $n ->
    [0] Код должен быть этого самого шага в 30 секунд.
    [one] Код может расходиться с часами на { $n } шаг по 30 секунд.
    [few] Код может расходиться с часами на { $n } шага по 30 секунд.
   *[other] Код может расходиться с часами на { $n } шагов по 30 секунд.
}
profile-age = Списки, подписанные раньше чем { $age } назад, ничего не решают.
